package lapidary.host.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import lapidary.abi.EncodingException;
import lapidary.abi.ListReader;
import lapidary.abi.ListWriter;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.Test;

final class OutgoingHeadTest {
    @Test
    void a_head_is_a_method_a_url_and_fields_whose_names_come_in_lower_case() {
        var head = head("PATCH", "https://api.example:8443/a/../b?x=%00", "X-Own", " é\t1 ");
        assertEquals("PATCH", head.method());
        assertEquals("https://api.example:8443/a/../b?x=%00", head.url());
        assertEquals(List.of(new Header("x-own", "é\t1")), head.headers());
    }

    @Test
    void a_path_always_begins_with_a_slash() {
        assertEquals("http://a/", head("GET", "http://a").url());
        assertEquals("http://a/?b", head("GET", "http://a?b").url());
        assertEquals("http://a//b", head("GET", "http://a//b").url());
    }

    @Test
    void what_two_readers_could_understand_differently_is_invalid() {
        for (String url :
                List.of(
                        "",
                        "/path",
                        "//host/path",
                        "ftp://host/",
                        "HTTP://host/",
                        "http:/host/",
                        "http:///path",
                        "http://?query",
                        "http://user@host/",
                        "http://user:word@host/",
                        "http://good.example\\@evil.example/",
                        "http://host/#fragment",
                        "http://host/a b",
                        "http://host/\r\nx: y",
                        "http://host/\u0000",
                        "http://host/\u007f",
                        "http://hóst/")) {
            refused(ResultCode.INVALID, "GET", url);
        }
        for (String method : List.of("", "G T", "GET\r\n", "GÉT", "CONNECT", "M".repeat(65))) {
            refused(ResultCode.INVALID, method, "http://host/");
        }
        Map.of(
                        "",
                        "v",
                        "a b",
                        "v",
                        "a:",
                        "v",
                        "é",
                        "v",
                        "a",
                        "v\r\nb: w",
                        "b",
                        "\u0000",
                        "c",
                        "\u007f",
                        "d",
                        "€")
                .forEach((name, value) ->
                        refused(ResultCode.INVALID, "GET", "http://host/", name, value));
    }

    @Test
    void a_head_that_ends_early_is_invalid() {
        refused(ResultCode.INVALID);
        refused(ResultCode.INVALID, "GET");
        refused(ResultCode.INVALID, "GET", "http://host/", "name");
    }

    @Test
    void a_head_that_is_too_long_is_over_a_limit() {
        head("GET", "http://host/" + "p".repeat(32_768 - 12));
        refused(ResultCode.LIMIT, "GET", "http://host/" + "p".repeat(32_768 - 11));
        head("GET", "http://host/", "name", "v".repeat(65_532));
        refused(ResultCode.LIMIT, "GET", "http://host/", "name", "v".repeat(65_533));
        var fields = new ListWriter();
        fields.add("GET");
        fields.add("http://host/");
        for (int i = 0; i < 129; i++) {
            fields.add("x-" + i);
            fields.add("");
        }
        refused(ResultCode.LIMIT, fields.toByteArray());
    }

    @Test
    void any_bytes_are_a_head_or_refused() {
        byte[] head = encoded("POST", "http://host/a?b", "name", "value", "other", "é");
        var random = new Random(1);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = head.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                var read = OutgoingHead.of(new ListReader(bytes, 0, bytes.length));
                assertTrue(read.url().chars().allMatch(c -> c > ' ' && c < 0x7f), read.url());
                assertTrue(
                        read.headers().stream().allMatch(field -> field.value().indexOf('\n') < 0));
                taken++;
            } catch (Refusal | EncodingException _) {
                // what a guest can cause
            }
        }
        assertTrue(taken > 100, taken + " were taken");
    }

    private static OutgoingHead head(String... items) {
        byte[] bytes = encoded(items);
        return OutgoingHead.of(new ListReader(bytes, 0, bytes.length));
    }

    private static void refused(ResultCode code, String... items) {
        refused(code, encoded(items));
    }

    private static void refused(ResultCode code, byte[] bytes) {
        var list = new ListReader(bytes, 0, bytes.length);
        assertEquals(code, assertThrows(Refusal.class, () -> OutgoingHead.of(list)).code());
    }

    private static byte[] encoded(String... items) {
        var list = new ListWriter();
        for (String item : items) {
            list.add(item);
        }
        return list.toByteArray();
    }
}
