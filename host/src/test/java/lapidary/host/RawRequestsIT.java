package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that no honest client sends, and exactly what comes back: the status of each reply on the
 * connection, in order, and the code of the problem where it is one. A request that was smuggled in
 * would show as one reply too many.
 */
class RawRequestsIT {
    private static final Pattern REPLY = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");

    private static final String HOST = "Host: localhost\r\n";
    private static final String LIVE = "GET /health/live HTTP/1.1\r\n" + HOST;
    private static final String ECHO = "POST /o/test/raw/app/echo HTTP/1.1\r\n" + HOST;
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String CHUNKED = ECHO + "Transfer-Encoding: chunked\r\n\r\n";

    private static final String INVALID = "400 REQUEST_INVALID";

    @TempDir static Path dataDir;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withProbe(dataDir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

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
                raw("http/1.1", "GET / http/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("a version that is longer", "GET / HTTP/1.1x\r\n" + HOST + "\r\n", INVALID),
                raw("a greeting of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\n", INVALID),
                raw("garbage", "!\"§$%&/()=?\r\n\r\n", INVALID),
                raw("nothing but a line end", "\r\n", INVALID),
                raw("a line end first", "\r\n" + LIVE + "\r\n", INVALID),
                raw("bare LF", "GET /health/live HTTP/1.1\nHost: localhost\n\n", INVALID),
                raw("one bare LF among the fields", LIVE + "A: b\nC: d\r\n\r\n", INVALID),
                raw("bare CR in the request line", "GET /\r HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("bare CR in a field", LIVE + "A: b\rC: d\r\n\r\n", INVALID),
                raw("NUL in the request line", "GET /\0 HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("two spaces", "GET  /health/live HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("a tab for a space", "GET\t/health/live HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("no target", "GET HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("no method", " /health/live HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
                raw("a method that is no token", "G(T / HTTP/1.1\r\n" + HOST + "\r\n", INVALID),
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
                raw("a space before the colon", LIVE + "A : b\r\n\r\n", INVALID),
                raw("a folded field", LIVE + "A: b\r\n c\r\n\r\n", INVALID),
                raw("a fold at once", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", INVALID),
                raw("no colon", LIVE + "Abc\r\n\r\n", INVALID),
                raw("no name", LIVE + ": b\r\n\r\n", INVALID),
                raw("a name that is no token", LIVE + "A(b): c\r\n\r\n", INVALID),
                raw("a name beyond ASCII", LIVE + "\u00e9: c\r\n\r\n", INVALID),
                raw("NUL in a value", LIVE + "A: b\0c\r\n\r\n", INVALID),
                raw("a bell in a value", LIVE + "A: \u0007\r\n\r\n", INVALID),
                raw("a value beyond ASCII", LIVE + "A: caf\u00e9\r\n\r\n", "200"),
                raw("an empty value", LIVE + "A:\r\n\r\n", "200"),
                raw("no Host", "GET /health/live HTTP/1.1\r\n\r\n", INVALID),
                raw("two Hosts", LIVE + HOST + "\r\n", INVALID),
                raw("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", INVALID),
                raw("Host with a user", "GET / HTTP/1.1\r\nHost: me@localhost\r\n\r\n", INVALID),
                raw("Host with a path", "GET / HTTP/1.1\r\nHost: localhost/v1\r\n\r\n", INVALID),
                raw("Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", INVALID),
                raw("two names in Host", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", INVALID),
                raw("Host with a word as port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", INVALID),
                raw(
                        "Host that is IPv6",
                        "GET /health/live HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                        "200"),
                raw("an upgrade nobody offers", LIVE + "Upgrade: h2c\r\n\r\n", "200"));
    }

    /** How long the body is, told twice or in a way that two readers may understand differently. */
    private static Stream<Arguments> lengths() {
        String chunk = "\r\n5\r\nhello\r\n0\r\n\r\n";
        return Stream.of(
                raw("a body", ECHO + "Content-Length: 5\r\n\r\nhello", "200"),
                raw(
                        "both lengths",
                        ECHO + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + chunk,
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
                raw("a list of lengths", ECHO + "Content-Length: 5, 5\r\n\r\nhello", INVALID),
                raw("a length with a sign", ECHO + "Content-Length: +5\r\n\r\nhello", INVALID),
                raw("a negative length", ECHO + "Content-Length: -5\r\n\r\nhello", INVALID),
                raw("a length in hex", ECHO + "Content-Length: 0x5\r\n\r\nhello", INVALID),
                raw("a length with a space in it", ECHO + "Content-Length: 1 0\r\n\r\nx", INVALID),
                raw("an empty length", ECHO + "Content-Length:\r\n\r\n", INVALID),
                raw("a length in other digits", ECHO + "Content-Length: \u00b2\r\n\r\n", INVALID),
                raw(
                        "a length beyond 64 bits",
                        ECHO + "Content-Length: 18446744073709551621\r\n\r\nhello",
                        INVALID),
                raw(
                        "a length beyond the limit",
                        ECHO + "Content-Length: 104857601\r\n\r\n",
                        "413 BODY_TOO_LARGE"),
                raw(
                        "Content-Length after a tab",
                        ECHO + "Content-Length:\t5\t\r\n\r\nhello",
                        "200"),
                raw("xchunked", ECHO + "Transfer-Encoding: xchunked\r\n" + chunk, NOT_OFFERED),
                raw("identity", ECHO + "Transfer-Encoding: identity\r\n" + chunk, NOT_OFFERED),
                raw(
                        "chunked, identity",
                        ECHO + "Transfer-Encoding: chunked, identity\r\n" + chunk,
                        NOT_OFFERED),
                raw(
                        "gzip, chunked",
                        ECHO + "Transfer-Encoding: gzip, chunked\r\n" + chunk,
                        NOT_OFFERED),
                raw(
                        "chunked in quotes",
                        ECHO + "Transfer-Encoding: \"chunked\"\r\n" + chunk,
                        NOT_OFFERED),
                raw(
                        "a vertical tab before chunked",
                        ECHO + "Transfer-Encoding: \u000bchunked\r\n" + chunk,
                        INVALID),
                raw(
                        "chunked on two lines",
                        ECHO
                                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
                                + chunk,
                        INVALID),
                raw("Chunked in capitals", ECHO + "Transfer-Encoding: CHUNKED\r\n" + chunk, "200"),
                raw("a body of GET", LIVE + "Content-Length: 5\r\n\r\nhello", "200"),
                raw(
                        "a body that ends early",
                        ECHO + "Content-Length: 50\r\n\r\nhello",
                        "400 BODY_INCOMPLETE"));
    }

    private static final String NOT_OFFERED = "501 NOT_IMPLEMENTED";

    /** Chunks. */
    private static Stream<Arguments> chunks() {
        return Stream.of(
                raw("one chunk", CHUNKED + "5\r\nhello\r\n0\r\n\r\n", "200"),
                raw(
                        "sizes in both cases",
                        CHUNKED + "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
                        "200"),
                raw("leading zeros", CHUNKED + "0005\r\nhello\r\n000\r\n\r\n", "200"),
                raw("an extension", CHUNKED + "5;a=b\r\nhello\r\n0\r\n\r\n", INVALID),
                raw("an endless extension", CHUNKED + "5;" + "x".repeat(100_000), INVALID),
                raw("a size with 0x", CHUNKED + "0x5\r\nhello\r\n0\r\n\r\n", INVALID),
                raw("a size with a sign", CHUNKED + "+5\r\nhello\r\n0\r\n\r\n", INVALID),
                raw("a negative size", CHUNKED + "-1\r\nhello\r\n0\r\n\r\n", INVALID),
                raw("a size with a space", CHUNKED + "5 \r\nhello\r\n0\r\n\r\n", INVALID),
                raw("no size", CHUNKED + "\r\nhello\r\n0\r\n\r\n", INVALID),
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

    private static Arguments target(String method, String target, String expected) {
        return Arguments.of(
                method + " " + target,
                method + " " + target + " HTTP/1.1\r\n" + HOST + "\r\n",
                expected.startsWith("4") && method.equals("HEAD")
                        ? expected.substring(0, 3)
                        : expected);
    }
}
