package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that no honest client sends, and exactly what comes back: the status of each reply on the
 * connection, in order, and the code of the problem where it is one. A request that was smuggled in
 * would show as one reply too many.
 */
class RawRequestsIT extends WithProbe {
    private static final Pattern REPLY = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");

    private static final String HOST = "Host: localhost\r\n";
    private static final String LIVE = "GET /health/live HTTP/1.1\r\n" + HOST;
    private static final String ECHO = "POST /o/test/raw/app/echo HTTP/1.1\r\n" + HOST;
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String CHUNKS = "\r\n5\r\nhello\r\n0\r\n\r\n";
    private static final String CHUNKED = ECHO + "Transfer-Encoding: chunked\r\n\r\n";

    private static final String INVALID = "400 REQUEST_INVALID";

    static Stream<Arguments> requests() {
        return Stream.of(lines(), fields(), lengths(), chunks(), targets(), sizes(), sequences())
                .flatMap(cases -> cases);
    }

    /** The request line and the ends of lines. */
    private static Stream<Arguments> lines() {
        return Stream.of(
                raw("an honest request", LIVE + "\r\n", "200"),
                raw("HTTP/0.9", "GET /health/live\r\n\r\n", INVALID),
                raw("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "505 HTTP_VERSION_UNSUPPORTED"),
                raw("HTTP/1.2", "GET / HTTP/1.2\r\n\r\n", "505 HTTP_VERSION_UNSUPPORTED"),
                raw(
                        "the preface of HTTP/2",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        "505 HTTP_VERSION_UNSUPPORTED"),
                line("http/1.1", "GET / http/1.1", INVALID),
                line("a version that is longer", "GET / HTTP/1.1x", INVALID),
                raw("a greeting of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\n", INVALID),
                raw("garbage", "!\"§$%&/()=?\r\n\r\n", INVALID),
                raw("nothing but a line end", "\r\n", INVALID),
                raw("a line end first", "\r\n" + LIVE + "\r\n", INVALID),
                raw("bare LF", "GET /health/live HTTP/1.1\nHost: localhost\n\n", INVALID),
                raw("one bare LF among the fields", LIVE + "A: b\nC: d\r\n\r\n", INVALID),
                line("bare CR in the request line", "GET /\r HTTP/1.1", INVALID),
                raw("bare CR in a field", LIVE + "A: b\rC: d\r\n\r\n", INVALID),
                line("NUL in the request line", "GET /\0 HTTP/1.1", INVALID),
                line("two spaces", "GET  /health/live HTTP/1.1", INVALID),
                line("a tab for a space", "GET\t/health/live HTTP/1.1", INVALID),
                line("no target", "GET HTTP/1.1", INVALID),
                line("no method", " /health/live HTTP/1.1", INVALID),
                line("a method that is no token", "G(T / HTTP/1.1", INVALID),
                raw(
                        "a method of 33 characters",
                        "M".repeat(33) + " / HTTP/1.1\r\n" + HOST + "\r\n",
                        INVALID),
                raw("half a head", "GET /health/live HTTP/1.1\r\nHos", INVALID),
                raw("half a request line", "GET /hea", INVALID),
                raw("nothing at all", "", ""));
    }

    /** Header fields. */
    private static Stream<Arguments> fields() {
        return Stream.of(
                field("a space before the colon", "A : b", INVALID),
                raw("a folded field", LIVE + "A: b\r\n c\r\n\r\n", INVALID),
                raw("a fold at once", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", INVALID),
                field("no colon", "Abc", INVALID),
                field("no name", ": b", INVALID),
                field("a name that is no token", "A(b): c", INVALID),
                field("a name beyond ASCII", "\u00e9: c", INVALID),
                field("NUL in a value", "A: b\0c", INVALID),
                field("a bell in a value", "A: \u0007", INVALID),
                field("a value beyond ASCII", "A: caf\u00e9", "200"),
                field("an empty value", "A:", "200"),
                raw("no Host", "GET /health/live HTTP/1.1\r\n\r\n", INVALID),
                raw("two Hosts", LIVE + HOST + "\r\n", INVALID),
                host("an empty Host", ""),
                host("Host with a user", " me@localhost"),
                host("Host with a path", " localhost/v1"),
                host("Host with a space", " a b"),
                host("two names in Host", " a,b"),
                host("Host with a word as port", " a:b"),
                raw(
                        "Host that is IPv6",
                        "GET /health/live HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                        "200"),
                field("an upgrade nobody offers", "Upgrade: h2c", "200"));
    }

    /** How long the body is, told twice or in a way that two readers may understand differently. */
    private static Stream<Arguments> lengths() {
        return Stream.of(
                length("a body", " 5", "200"),
                raw(
                        "both lengths",
                        ECHO + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + CHUNKS,
                        INVALID),
                raw(
                        "both lengths, the other way round",
                        ECHO
                                + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n"
                                + SMUGGLED,
                        INVALID),
                raw(
                        "two lengths",
                        ECHO + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" + SMUGGLED,
                        INVALID),
                raw(
                        "the same length twice",
                        ECHO + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                        INVALID),
                length("a list of lengths", " 5, 5", INVALID),
                length("a length with a sign", " +5", INVALID),
                length("a negative length", " -5", INVALID),
                length("a length in hex", " 0x5", INVALID),
                raw("a length with a space in it", ECHO + "Content-Length: 1 0\r\n\r\nx", INVALID),
                raw("an empty length", ECHO + "Content-Length:\r\n\r\n", INVALID),
                raw("a length in other digits", ECHO + "Content-Length: \u00b2\r\n\r\n", INVALID),
                length("a length beyond 64 bits", " 18446744073709551621", INVALID),
                raw(
                        "a length beyond the limit",
                        ECHO + "Content-Length: 104857601\r\n\r\n",
                        "413 BODY_TOO_LARGE"),
                length("Content-Length after a tab", "\t5\t", "200"),
                coding("xchunked", "xchunked", NOT_OFFERED),
                coding("identity", "identity", NOT_OFFERED),
                coding("chunked, identity", "chunked, identity", NOT_OFFERED),
                coding("gzip, chunked", "gzip, chunked", NOT_OFFERED),
                coding("chunked in quotes", "\"chunked\"", NOT_OFFERED),
                coding("a vertical tab before chunked", "\u000bchunked", INVALID),
                raw(
                        "chunked on two lines",
                        ECHO
                                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
                                + CHUNKS,
                        INVALID),
                coding("Chunked in capitals", "CHUNKED", "200"),
                raw("a body of GET", LIVE + "Content-Length: 5\r\n\r\nhello", "200"),
                length("a body that ends early", " 50", "400 BODY_INCOMPLETE"));
    }

    private static final String NOT_OFFERED = "501 NOT_IMPLEMENTED";

    /** Chunks. */
    private static Stream<Arguments> chunks() {
        return Stream.of(
                chunk("one chunk", "5", "200"),
                raw(
                        "sizes in both cases",
                        CHUNKED + "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
                        "200"),
                raw("leading zeros", CHUNKED + "0005\r\nhello\r\n000\r\n\r\n", "200"),
                chunk("an extension", "5;a=b", INVALID),
                raw("an endless extension", CHUNKED + "5;" + "x".repeat(100_000), INVALID),
                chunk("a size with 0x", "0x5", INVALID),
                chunk("a size with a sign", "+5", INVALID),
                chunk("a negative size", "-1", INVALID),
                chunk("a size with a space", "5 ", INVALID),
                chunk("no size", "", INVALID),
                raw(
                        "a size beyond 32 bits",
                        CHUNKED + "100000005\r\nhello\r\n",
                        "413 BODY_TOO_LARGE"),
                raw(
                        "a size beyond 64 bits",
                        CHUNKED + "f".repeat(17) + "\r\n",
                        "413 BODY_TOO_LARGE"),
                raw(
                        "a size of many zeros",
                        CHUNKED + "0".repeat(99) + "\r\n",
                        "413 BODY_TOO_LARGE"),
                raw("more than the limit", CHUNKED + "6400001\r\nx", "413 BODY_TOO_LARGE"),
                raw("a bare LF after the size", CHUNKED + "5\nhello\r\n0\r\n\r\n", INVALID),
                raw("a bare LF after the data", CHUNKED + "5\r\nhello\n0\r\n\r\n", INVALID),
                raw("more data than announced", CHUNKED + "5\r\nhello!\r\n0\r\n\r\n", INVALID),
                raw("no last chunk", CHUNKED + "5\r\nhello\r\n", INVALID),
                raw("half a chunk", CHUNKED + "50\r\nhello", INVALID),
                raw("no end after the last chunk", CHUNKED + "5\r\nhello\r\n0\r\n", INVALID),
                raw(
                        "trailers that set what was checked",
                        CHUNKED + "5\r\nhello\r\n0\r\nHost: evil\r\nContent-Length: 7\r\n\r\n",
                        INVALID),
                raw(
                        "a request after the last chunk that poses as a trailer",
                        CHUNKED + "0\r\n" + SMUGGLED,
                        INVALID));
    }

    /** Targets and methods. */
    private static Stream<Arguments> targets() {
        String echo = "/o/test/raw/app/echo";
        return Stream.of(
                target("OPTIONS", "*", INVALID),
                target("CONNECT", "localhost:80", INVALID),
                target("TRACE", "/", "405 METHOD_NOT_ALLOWED"),
                target("TRACE", "/v1/modules", "405 METHOD_NOT_ALLOWED"),
                target("get", "/", "405 METHOD_NOT_ALLOWED"),
                target("BREW", echo, "200"),
                target("HEAD", "/v1/modules", "200"),
                target("HEAD", "/v1/modules/probe", "200"),
                target("HEAD", "/v1/namespaces/test", "200"),
                target("HEAD", "/openapi.json", "200"),
                target("HEAD", "/health/live", "200"),
                target("GET", "http://localhost/health/live", "200"),
                target("GET", "HTTP://LOCALHOST/health/live", "200"),
                target("GET", "http://localhost", "200"),
                target("GET", "http://evil/health/live", INVALID),
                target("GET", "http://localhost:81/health/live", INVALID),
                target("GET", "http://me@localhost/health/live", INVALID),
                target("GET", "ftp://localhost/health/live", INVALID),
                target("GET", "health/live", INVALID),
                target("GET", "//health/live", "404 ROUTE_NOT_FOUND"),
                target("GET", "/health//live", "404 ROUTE_NOT_FOUND"),
                target("GET", "/health/./live", "404 ROUTE_NOT_FOUND"),
                target("GET", "/x/../health/live", "404 ROUTE_NOT_FOUND"),
                target("GET", "/health/live;a=b", "404 ROUTE_NOT_FOUND"),
                target("GET", "/%68ealth/live", "404 ROUTE_NOT_FOUND"),
                target("GET", "/health/live#top", INVALID),
                target("GET", "/health\\live", "404 ROUTE_NOT_FOUND"),
                target("GET", "/\u00e9", INVALID),
                target("GET", "/o/test/%00/app/echo", "400 NAME_INVALID"),
                target("GET", "/o/test/%c0%ae/app/echo", INVALID),
                target("GET", "/o/test/%ed%a0%80/app/echo", INVALID),
                target("GET", "/o/test/%f4%90%80%80/app/echo", INVALID),
                target("GET", "/o/test/%zz/app/echo", INVALID),
                target("GET", "/o/test/%/app/echo", INVALID),
                target("GET", "/o/test/%2e%2e%2f%2e%2e/app/echo", "200"),
                target("GET", "/o/../v1/modules", "404 NAMESPACE_NOT_FOUND"),
                target("GET", "/o/%74est/raw/app/echo", "200"),
                target("GET", echo + "/../../../../etc/passwd", "200"),
                target("GET", echo + "?a|b={\"c\":[1]}^`", "200"),
                target("GET", echo + "?%zz", "200"),
                target("GET", "/v1/modules?limit=%zz", INVALID),
                target("GET", "/v1/modules?limit=1e9", INVALID),
                target("GET", "/v1/modules?limit=-1", INVALID));
    }

    /** The published limits, at their edges. */
    private static Stream<Arguments> sizes() {
        String field = "X: " + "y".repeat(1_000) + "\r\n";
        return Stream.of(
                raw(
                        "a URL of 32 KiB",
                        "GET /o/test/raw/app/echo?"
                                + "q".repeat(32_700)
                                + " HTTP/1.1\r\n"
                                + HOST
                                + "\r\n",
                        "200"),
                raw(
                        "a URL beyond",
                        "GET /o/test/raw/app/echo?"
                                + "q".repeat(32_768)
                                + " HTTP/1.1\r\n"
                                + HOST
                                + "\r\n",
                        "414 URL_TOO_LONG"),
                raw("a request line without end", "GET /" + "q".repeat(40_000), "414 URL_TOO_LONG"),
                raw("a method without end", "M".repeat(40_000), "414 URL_TOO_LONG"),
                raw("127 fields more", LIVE + "A: b\r\n".repeat(127) + "\r\n", "200"),
                raw(
                        "128 fields more",
                        LIVE + "A: b\r\n".repeat(128) + "\r\n",
                        "431 HEADERS_TOO_LARGE"),
                raw("fields of almost 64 KiB", LIVE + field.repeat(65) + "\r\n", "200"),
                raw("fields beyond", LIVE + field.repeat(66) + "\r\n", "431 HEADERS_TOO_LARGE"),
                raw(
                        "a field without end",
                        LIVE + "X: " + "y".repeat(70_000),
                        "431 HEADERS_TOO_LARGE"),
                raw("a name without end", LIVE + "X".repeat(70_000), "431 HEADERS_TOO_LARGE"));
    }

    /** Several requests on one connection. */
    private static Stream<Arguments> sequences() {
        return Stream.of(
                raw("two requests", LIVE + "\r\n" + LIVE + "\r\n", "200 200"),
                raw(
                        "a hundred requests",
                        (LIVE + "\r\n").repeat(100),
                        String.join(" ", java.util.Collections.nCopies(100, "200"))),
                raw(
                        "a poisoned second one",
                        LIVE + "\r\n" + LIVE + "A : b\r\n\r\n",
                        "200 " + INVALID),
                raw(
                        "what follows a refusal is not read",
                        LIVE + "A : b\r\n\r\n" + SMUGGLED,
                        INVALID),
                raw(
                        "a body and a request",
                        ECHO + "Content-Length: 5\r\n\r\nhello" + LIVE + "\r\n",
                        "200 200"),
                raw(
                        "chunks and a request",
                        CHUNKED + "5\r\nhello\r\n0\r\n\r\n" + LIVE + "\r\n",
                        "200 200"),
                raw(
                        "a body that looks like a request",
                        ECHO + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED,
                        "200"),
                raw(
                        "a body that nobody reads",
                        LIVE + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED,
                        "200"),
                raw(
                        "chunks that nobody reads",
                        LIVE
                                + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                                + LIVE
                                + "\r\n",
                        "200 200"),
                raw(
                        "bytes after a body",
                        ECHO + "Content-Length: 5\r\n\r\nhello!",
                        "200 " + INVALID),
                raw(
                        "the last one said so",
                        LIVE + "Connection: close\r\n\r\n" + LIVE + "\r\n",
                        "200"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void a_raw_request_gets_exactly_this(String what, String request, String expected)
            throws IOException {
        String reply = server.raw(request);
        String statuses =
                REPLY.matcher(reply)
                        .results()
                        .map(m -> m.group(1))
                        .collect(Collectors.joining(" "));
        String codes =
                CODE.matcher(reply)
                        .results()
                        .map(m -> " " + m.group(1))
                        .collect(Collectors.joining());
        assertEquals(expected, statuses + codes, reply);
        assertTrue(!reply.contains("\tat ") && !reply.contains("Exception"), reply);
    }

    private static Arguments raw(String what, String request, String expected) {
        return Arguments.of(what, request, expected);
    }

    /** A whole request with this request line, which a field and nothing more follows. */
    private static Arguments line(String what, String line, String expected) {
        return raw(what, line + "\r\n" + HOST + "\r\n", expected);
    }

    /** With one field more. */
    private static Arguments field(String what, String field, String expected) {
        return raw(what, LIVE + field + "\r\n\r\n", expected);
    }

    /** With such a Host, which is refused. */
    private static Arguments host(String what, String host) {
        return raw(what, "GET / HTTP/1.1\r\nHost:" + host + "\r\n\r\n", INVALID);
    }

    /** With a body of five bytes, and this for its length. */
    private static Arguments length(String what, String length, String expected) {
        return raw(what, ECHO + "Content-Length:" + length + "\r\n\r\nhello", expected);
    }

    /** With a body in chunks, and this for its coding. */
    private static Arguments coding(String what, String coding, String expected) {
        return raw(what, ECHO + "Transfer-Encoding: " + coding + "\r\n" + CHUNKS, expected);
    }

    /** With a chunk of five bytes, and this for its size. */
    private static Arguments chunk(String what, String size, String expected) {
        return raw(what, CHUNKED + size + "\r\nhello\r\n0\r\n\r\n", expected);
    }

    private static Arguments target(String method, String target, String expected) {
        return line(
                method + " " + target,
                method + " " + target + " HTTP/1.1",
                expected.startsWith("4") && method.equals("HEAD")
                        ? expected.substring(0, 3)
                        : expected);
    }
}
