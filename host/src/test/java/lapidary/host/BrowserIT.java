package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stranger's page in a real browser, served by a guest, against the console and {@code /v1} of a
 * server without tokens: whoever gets through may do all.
 */
class BrowserIT {
    private static final String PAGE = "/o/test/o/page/";
    private static final Duration SHOWN_MAX = Duration.ofSeconds(20);
    private static final Duration ATTACKS_MAX = Duration.ofSeconds(90);

    /** Where guests' pages are. */
    enum Place {
        /** On the console's origin, in the sandbox. */
        SANDBOX,
        /** On an origin of their own, on another port of the console's host. */
        OTHER_PORT,
        /** On an origin of their own, under another name. */
        OTHER_HOST;

        Optional<ListenAddress> guestListen() {
            return switch (this) {
                case SANDBOX -> Optional.empty();
                case OTHER_PORT -> Optional.of(new ListenAddress("127.0.0.1", 0));
                case OTHER_HOST -> Optional.of(new ListenAddress("localhost", 0));
            };
        }
    }

    @TempDir static Path profile;
    private static ChromeDriver browser;

    @TempDir Path dataDir;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.start(profile);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.quit();
        }
    }

    private TestServer serve(Place place) {
        var configuration =
                new Configuration(
                        Optional.empty(),
                        Optional.empty(),
                        place.guestListen(),
                        Optional.empty(),
                        Set.of(),
                        OptionalLong.empty());
        var listen = new ListenAddress("127.0.0.1", 0);
        var server = new TestServer(new ServerOptions(dataDir, listen, configuration));
        server.upload("page", TestServer.guest("page")).isOk();
        server.put("/v1/namespaces/test", "{\"facets\": {\"page\": {\"module\": \"page\"}}}")
                .isOk();
        return server;
    }

    private static String guestBase(TestServer server, Place place) {
        return place == Place.SANDBOX ? server.url() : server.guestUrl();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = BrowserIT.class.getResourceAsStream("/browser/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void publish(TestServer server, String base) throws IOException {
        var site =
                Map.of(
                        "hostile.html",
                        resource("hostile.html")
                                .replace("@TARGET@", server.url())
                                .replace("@CONTROL@", base + PAGE + "plain.html"),
                        "attacks.js",
                        resource("attacks.js"),
                        "plain.html",
                        "<!doctype html><title>plain</title><p>a plain page</p>",
                        "worker.js",
                        "// does nothing");
        for (var file : site.entrySet()) {
            server.put(PAGE + file.getKey(), file.getValue()).isOk();
        }
    }

    /** What the console's own page may do, which shows that the attacks would work. */
    private static void openConsole(TestServer server, Place place) {
        browser.get(server.url() + "/");
        browser.manage().deleteAllCookies();
        assertEquals("200 {\"items\"", call("GET", "/v1/modules", "").substring(0, 12));
        assertEquals("201", call("PUT", "/v1/namespaces/made", "{}").substring(0, 3));
        String cookie =
                place == Place.OTHER_PORT // cookies know no ports; the console has none
                        ? ""
                        : "document.cookie = 'console-secret=1; Path=/';";
        browser.executeAsyncScript(
                cookie
                        + """
                        const done = arguments[0];
                        localStorage.setItem("console-secret", "secret");
                        sessionStorage.setItem("console-secret", "secret");
                        caches.open("console-secret").then(() => {
                          indexedDB.open("console-secret").onsuccess = done;
                        });
                        """);
    }

    private static String call(String method, String path, String body) {
        return String.valueOf(
                browser.executeAsyncScript(
                        """
                        const [method, path, body, done] = arguments;
                        fetch(path, { method, body: body || undefined })
                          .then(async (reply) => done(`${reply.status} ${await reply.text()}`), done);
                        """,
                        method,
                        path,
                        body));
    }

    private static Map<String, String> attack(String base) {
        browser.get(base + PAGE + "hostile.html");
        browser.findElement(By.id("go")).click();
        var results = By.id("results");
        Browser.await(
                browser, ATTACKS_MAX, driver -> !driver.findElement(results).getText().isEmpty());
        var found = new TreeMap<String, String>();
        new JsonMapper()
                .readTree(browser.findElement(results).getText())
                .properties()
                .forEach(entry -> found.put(entry.getKey(), entry.getValue().asString()));
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void a_strangers_page_reaches_nothing_of_the_console(Place place) throws IOException {
        try (var server = serve(place)) {
            String base = guestBase(server, place);
            publish(server, base);
            openConsole(server, place);

            var results = attack(base);
            results.forEach((name, result) ->
                    assertFalse(result.contains("REACHED"), name + ": " + result));
            assertExpected(place, results);
            assertFrames();
            assertLeaving();

            assertEquals(0, server.get("/v1/tokens").isOk().json().path("items").size());
            server.get("/v1/namespaces/forged").isProblem(404, "NAMESPACE_NOT_FOUND");
            server.get("/v1/modules/page").isOk();
            assertConsoleIsWhole(server, place);
        }
    }

    /** That each attack was made, and ended where it was expected to. */
    private static void assertExpected(Place place, Map<String, String> results) {
        boolean isSandboxed = place == Place.SANDBOX;
        var expected = new TreeMap<String, String>();
        for (String name : List.of("srcdoc", "data:", "blob:", "javascript:")) {
            expected.put("call from " + name, "alive, refused");
        }
        expected.put("call from a worker", "alive, refused");
        expected.put("get /v1", "refused: TypeError");
        expected.put("put a namespace", "refused: TypeError");
        expected.put("post a token no-cors", "refused: TypeError");
        expected.put("post a token by form", "sent");
        expected.put("read openapi.json", "refused: TypeError");
        expected.put("run console.js", "refused");
        expected.put("local storage", isSandboxed ? "refused: SecurityError" : "null");
        expected.put("databases", isSandboxed ? "refused: SecurityError" : "none of the console's");
        expected.put("cookies", isSandboxed ? "refused: SecurityError" : "its own");
        expected.put("a service worker for all", "refused: SecurityError");
        expected.put(
                "a service worker for itself",
                isSandboxed ? "refused: SecurityError" : "registered /o/test/o/page/");
        expected.put("frame itself", "framed");
        expected.put("frame the console", "refused: SecurityError");
        expected.put("speak to the console", "silence");
        expected.forEach((name, result) -> assertEquals(result, results.get(name), name));
    }

    private static void assertFrames() {
        assertFalse(framed("framed-console").contains("token-form"));
        assertFalse(framed("framed-v1").contains("items"));
        assertTrue(framed("framed-self").contains("a plain page"), framed("framed-self"));
    }

    private static String framed(String name) {
        browser.switchTo().frame(name);
        try {
            return String.valueOf(browser.getPageSource());
        } finally {
            browser.switchTo().defaultContent();
        }
    }

    private static void assertLeaving() {
        browser.findElement(By.id("leave")).click();
        String shown = String.valueOf(browser.getPageSource());
        assertTrue(shown.contains("ORIGIN_DENIED"), shown);
    }

    private static void assertConsoleIsWhole(TestServer server, Place place) {
        browser.get(server.url() + "/");
        assertEquals("secret", browser.executeScript("return localStorage['console-secret']"));
        assertEquals(
                List.of(),
                browser.executeAsyncScript(
                        """
                        const done = arguments[0];
                        navigator.serviceWorker.getRegistrations().then((all) =>
                          done(all.map(({ scope }) => scope)));
                        """));
        if (place != Place.OTHER_PORT) {
            assertEquals("console-secret=1", browser.executeScript("return document.cookie"));
        }
    }

    @Test
    void a_form_that_no_page_sent_would_have_made_a_token() {
        try (var server = serve(Place.SANDBOX)) {
            server.post("/v1/tokens", "{\"name\": \"forged=\", \"role\": \"admin\"}\r\n").isOk();
        }
    }

    @Test
    void the_console_takes_a_token_and_keeps_it_in_its_tab() throws IOException {
        try (var server = serve(Place.SANDBOX)) {
            publish(server, server.url());
            String token =
                    server.post("/v1/tokens", "{\"name\": \"ops\", \"role\": \"admin\"}")
                            .isOk()
                            .json()
                            .path("token")
                            .asString();
            browser.get(server.url() + "/");
            browser.manage().deleteAllCookies();
            awaitText("problem", "wants a token");
            browser.findElement(By.id("token")).sendKeys(token);
            browser.findElement(By.cssSelector("#token-form button")).click();
            awaitText("namespaces", "test");
            assertFalse(String.valueOf(browser.getPageSource()).contains(token));
            assertEquals("", browser.findElement(By.id("token")).getDomProperty("value"));
            assertEquals(
                    0L,
                    browser.executeScript(
                            "return localStorage.length + sessionStorage.length"
                                    + " + document.cookie.length"));
        }
    }

    private static void awaitText(String id, String text) {
        Browser.await(
                browser,
                SHOWN_MAX,
                driver -> driver.findElement(By.id(id)).getText().contains(text));
    }
}
