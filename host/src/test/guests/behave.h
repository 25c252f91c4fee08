/* How behave.c reads its script, and writes results: values are written as literals of SQL. */
#include "lapidary.h"

#define SHOWN_BYTES_MAX 300 /* of a text or BLOB; of a longer one, only its size is shown */
#define DAY_MILLIS 86400000

static lap_bytes rest; /* of the line that is run */
static lap_buffer out; /* the transcript */

static _Noreturn void bad_line(void) {
    lap_panic("a line of the script cannot be read");
}

/* ----------------------------------------------------------------------------------- reading */

/* \n \t \r \f \v, \x1b, and \100{text}, which is the text a hundred times. */
static lap_bytes unescaped(lap_bytes line) {
    lap_buffer text = {0};
    for (uint32_t i = 0; i < line.size; i++) {
        if (line.at[i] != '\\' || i + 1 == line.size) {
            lap_put_byte(&text, line.at[i]);
            continue;
        }
        lap_bytes after = lap_from(line, i + 1);
        uint32_t digits = lap_find(after, '{');
        int64_t count = 0;
        if (lap_parse_int((lap_bytes){after.at, digits}, &count)) {
            lap_bytes part = lap_from(after, digits + 1);
            part.size = lap_find(part, '}');
            while (count-- > 0) {
                lap_put(&text, part);
            }
            i += digits + part.size + 2;
        } else if (after.at[0] == 'x' && after.size > 2) {
            lap_put_byte(&text, (uint8_t)(lap_hex_digit(after.at[1]) << 4
                                          | lap_hex_digit(after.at[2])));
            i += 3;
        } else {
            static const char names[] = "ntrfv", bytes[] = "\n\t\r\f\v";
            uint32_t which = lap_find(lap_str(names), (char)after.at[0]);
            lap_put_byte(&text, which < 5 ? (uint8_t)bytes[which] : after.at[0]);
            i++;
        }
    }
    return lap_done(&text);
}

/* Up to the next space, which is taken too. */
static lap_bytes word(void) {
    lap_bytes found = {rest.at, lap_find(rest, ' ')};
    rest = lap_from(rest, found.size + 1);
    return found;
}

/* Whether the next word is one small letter. */
static bool is_letter(lap_bytes text) {
    return text.size > 0 && text.at[0] >= 'a' && text.at[0] <= 'z' && lap_find(text, ' ') == 1;
}

static int64_t number(void) {
    int64_t value;
    if (!lap_parse_int(word(), &value)) {
        bad_line();
    }
    return value;
}

/* Milliseconds since 1970, or "+5000": since now. */
static int64_t time(void) {
    bool is_relative = lap_starts_with(rest, "+");
    rest = lap_from(rest, is_relative);
    return number() + (is_relative ? lap_now_ms() : 0);
}

/* 2.5, -0.0: digits around a point. */
static double real(lap_bytes text) {
    bool is_negative = lap_starts_with(text, "-");
    double digits = 0, power = 1;
    bool is_behind = false;
    for (uint32_t i = is_negative; i < text.size; i++) {
        if (text.at[i] == '.' && !is_behind) {
            is_behind = true;
        } else if (text.at[i] >= '0' && text.at[i] <= '9') {
            digits = digits * 10 + (text.at[i] - '0');
            power *= is_behind ? 10 : 1;
        } else {
            bad_line();
        }
    }
    return (is_negative ? -digits : digits) / power;
}

/* What stands between quotes, and the space behind it; two quotes are one. */
static lap_bytes quoted(void) {
    lap_buffer text = {0};
    for (uint32_t i = 1; i < rest.size; i++) {
        if (rest.at[i] == '\'') {
            if (i + 1 == rest.size || rest.at[i + 1] != '\'') {
                rest = lap_from(rest, i + 2);
                return lap_done(&text);
            }
            i++;
        }
        lap_put_byte(&text, rest.at[i]);
    }
    bad_line();
}

static lap_bytes from_hex(lap_bytes digits) {
    lap_buffer blob = {0};
    for (uint32_t i = 0; i + 1 < digits.size; i += 2) {
        lap_put_byte(&blob,
                     (uint8_t)(lap_hex_digit(digits.at[i]) << 4 | lap_hex_digit(digits.at[i + 1])));
    }
    return lap_done(&blob);
}

/* The next literal: 7 -2.5 'text' x'00ff' NULL; false at the end of the line. */
static bool literal(lap_value *value) {
    *value = (lap_value){LAP_NULL, 0, 0, LAP_NOTHING};
    if (rest.size == 0) {
        return false;
    }
    if (lap_starts_with(rest, "'")) {
        value->type = LAP_TEXT;
        value->bytes = quoted();
    } else if (lap_starts_with(rest, "x'")) {
        value->type = LAP_BLOB;
        rest = lap_from(rest, 1);
        value->bytes = from_hex(quoted());
    } else {
        lap_bytes found = word();
        if (lap_is(found, "NULL")) {
            return true;
        }
        value->type = lap_parse_int(found, &value->integer) ? LAP_INTEGER : LAP_REAL;
        if (value->type == LAP_REAL) {
            value->real = real(found);
        }
    }
    return true;
}

/* The bytes of the next literal. */
static lap_bytes key(void) {
    lap_value value;
    if (!literal(&value) || (value.type != LAP_TEXT && value.type != LAP_BLOB)) {
        bad_line();
    }
    return value.bytes;
}

/* ----------------------------------------------------------------------------------- writing */

static void put_line(const char *text) {
    lap_put_text(&out, text);
    lap_put_text(&out, "\n");
}

static void put_hex_byte(uint8_t byte) {
    static const char hex[] = "0123456789abcdef";
    lap_put_byte(&out, (uint8_t)hex[byte >> 4]);
    lap_put_byte(&out, (uint8_t)hex[byte & 15]);
}

static void put_blob(lap_bytes blob) {
    lap_put_text(&out, "x'");
    for (uint32_t i = 0; i < blob.size; i++) {
        put_hex_byte(blob.at[i]);
    }
    lap_put_text(&out, "'");
}

static void put_quoted(lap_bytes text) {
    lap_put_text(&out, "'");
    for (uint32_t i = 0; i < text.size; i++) {
        uint8_t byte = text.at[i];
        if (byte == '\n') {
            lap_put_text(&out, "\\n");
            continue;
        }
        if (byte < ' ' || byte == 0x7f) {
            lap_put_text(&out, "\\x");
            put_hex_byte(byte);
            continue;
        }
        if (byte == '\'' || byte == '\\') {
            lap_put_byte(&out, byte);
        }
        lap_put_byte(&out, byte);
    }
    lap_put_text(&out, "'");
}

/* Exact decimals where there are some; else the number's bits. */
static void put_real(double real) {
    uint64_t bits;
    __builtin_memcpy(&bits, &real, 8);
    bool is_negative = bits >> 63;
    double size = is_negative ? -real : real, power = 1;
    for (uint32_t places = 1; places <= 15; places++) {
        power *= 10;
        double scaled = size * power;
        if (scaled < 9007199254740992.0 && (double)(int64_t)scaled == scaled
                && scaled / power == size) {
            int64_t all = (int64_t)scaled, unit = (int64_t)power;
            lap_put_text(&out, is_negative ? "-" : "");
            lap_put_int(&out, all / unit);
            lap_put_text(&out, ".");
            for (unit /= 10; unit > 0; unit /= 10) {
                lap_put_byte(&out, (uint8_t)('0' + all / unit % 10));
            }
            return;
        }
    }
    lap_put_text(&out, "real ");
    for (int32_t shift = 56; shift >= 0; shift -= 8) {
        put_hex_byte((uint8_t)(bits >> shift));
    }
}

static bool is_too_long(lap_bytes bytes, const char *kind) {
    if (bytes.size <= SHOWN_BYTES_MAX) {
        return false;
    }
    lap_put_int(&out, bytes.size);
    lap_put_text(&out, kind);
    return true;
}

/* Bytes of facet_kv: as text if all of them are visible ASCII. */
static void put_key(lap_bytes bytes) {
    if (is_too_long(bytes, " bytes")) {
        return;
    }
    for (uint32_t i = 0; i < bytes.size; i++) {
        if ((bytes.at[i] < ' ' && bytes.at[i] != '\n') || bytes.at[i] > '~') {
            put_blob(bytes);
            return;
        }
    }
    put_quoted(bytes);
}

static void put_value(const lap_value *value) {
    if (value->type == LAP_NULL) {
        lap_put_text(&out, "NULL");
    } else if (value->type == LAP_INTEGER) {
        lap_put_int(&out, value->integer);
    } else if (value->type == LAP_REAL) {
        put_real(value->real);
    } else if (value->type == LAP_TEXT && !is_too_long(value->bytes, " bytes of text")) {
        put_quoted(value->bytes);
    } else if (value->type == LAP_BLOB && !is_too_long(value->bytes, " bytes in a BLOB")) {
        put_blob(value->bytes);
    }
}

/* A number, or a code's name and the text of the error. */
static void put_result(int64_t result) {
    static const char *const codes[] = {
        "NOT_FOUND ", "INVALID ", "TOO_SMALL ", "SQL ", "DENIED ",
        "LIMIT ", "ABORTED ", "FAILED ", "UNAVAILABLE ", "CLOSED "};
    if (result >= 0) {
        lap_put_int(&out, result);
    } else {
        lap_put_text(&out, result >= -10 ? codes[-1 - result] : "unknown code ");
        lap_put(&out, lap_last_error());
    }
    lap_put_text(&out, "\n");
}

/* The same of a call whose number says nothing. */
static void put_done(int64_t result) {
    result < 0 ? put_result(result) : put_line("ok");
}

/* A time of today as it lies to now, else as a number. */
static void put_time(int64_t at) {
    int64_t ahead = at - lap_now_ms();
    if (at < 0 || ahead > DAY_MILLIS || ahead < -DAY_MILLIS) {
        put_result(at);
    } else if (ahead <= 0) {
        put_line("passed");
    } else {
        lap_put_text(&out, "+");
        lap_put_int(&out, ahead);
        lap_put_text(&out, "\n");
    }
}
