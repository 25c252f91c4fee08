package lapidary.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Debian's Chromium without a window. What is installed is what is used: nothing is ever fetched.
 */
final class Browser {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration SCRIPT_MAX = Duration.ofSeconds(30);
    private static final Duration PAGE_MAX = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Browser() {}

    /** Starts one with a profile of its own, or skips the test where there is none. */
    static ChromeDriver start(Path profile) {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "skipped, since there is no browser: install the packages chromium and"
                        + " chromium-driver");
        System.setProperty("SE_OFFLINE", "true");
        System.setProperty("SE_AVOID_STATS", "true");
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        var driver = new ChromeDriver(options);
        driver.manage().timeouts().scriptTimeout(SCRIPT_MAX).pageLoadTimeout(PAGE_MAX);
        return driver;
    }

    /** Waits until something is so on the page, and fails with what is there instead. */
    static void await(ChromeDriver browser, Duration longest, Predicate<ChromeDriver> condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.test(browser)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + longest + ": " + browser.getPageSource());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
