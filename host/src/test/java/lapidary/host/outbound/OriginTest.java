package lapidary.host.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.example/a/b?c, https://api.example",
        "https://API.Example:443/, https://api.example",
        "http://api.example:80, http://api.example",
        "http://api.example:443/, http://api.example:443",
        "https://api.example?q, https://api.example",
        "https://xn--bcher-kva.example/, https://xn--bcher-kva.example",
        "https://a_b.c-d.example:8443/, https://a_b.c-d.example:8443",
        "http://127.0.0.1:9000/, http://127.0.0.1:9000",
        "http://[::1]:9000/, http://[::1]:9000",
        "http://[0:0:0:0:0:0:0:1]/, http://[::1]",
        "http://[2001:DB8:0:0:1:0:0:1]/, http://[2001:db8::1:0:0:1]",
        "http://[2001:db8::1:1:1:1:1]/, http://[2001:db8:0:1:1:1:1:1]",
        "http://[::ffff:127.0.0.1]/, http://127.0.0.1",
        "http://localhost/, http://localhost",
    })
    void an_origin_is_written_in_one_way(String url, String origin) {
        assertEquals(origin, Origin.of(url).toString());
        assertEquals(Origin.of(url), Origin.parse(origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.example",
                "//api.example",
                "ftp://api.example",
                "HTTPS://api.example",
                "https://",
                "https:///",
                "https://:443",
                "https://.",
                "https://api.example.",
                "https://api..example",
                "https://-a.example",
                "https://a-.example",
                "https://bücher.example",
                "https://api%2eexample",
                "https://user@api.example",
                "https://api.example:",
                "https://api.example:0",
                "https://api.example:0443",
                "https://api.example:65536",
                "https://api.example:+443",
                "https://api.example:4 4",
                "https://api.example:443:443",
                "https://[::1",
                "https://[::1]a",
                "https://[]",
                "https://[::1%25eth0]",
                "https://[fe80::1%eth0]",
                "https://::1",
                "https://2130706433",
                "https://0x7f000001",
                "https://0x7f.0.0.1",
                "https://0177.0.0.1",
                "https://127.1",
                "https://127.0.0.1.",
                "https://127.0.0.01",
                "https://127.0.0.256",
                "https://1.2.3.4.5",
                "https://a.0x",
                "https://a.1",
                "https://a b.example",
                "https://a\u0000.example"
            })
    void what_somebody_could_read_as_another_is_none(String url) {
        assertThrows(IllegalArgumentException.class, () -> Origin.of(url), url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example/",
                "https://api.example?a",
                "https://api.example#a",
                "https://api.example\\a"
            })
    void a_policy_names_no_path(String text) {
        assertThrows(IllegalArgumentException.class, () -> Origin.parse(text));
    }

    @Test
    void scheme_host_and_port_all_count() {
        var origin = Origin.parse("https://api.example");
        assertNotEquals(origin, Origin.parse("http://api.example"));
        assertNotEquals(origin, Origin.parse("https://api.example:8443"));
        assertNotEquals(origin, Origin.parse("https://a.api.example"));
        assertNotEquals(origin, Origin.parse("https://example"));
    }
}
