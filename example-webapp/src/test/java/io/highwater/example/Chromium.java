package io.highwater.example;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.json.Json;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A browser without a window, with what the tests set and read beside the page. */
final class Chromium implements AutoCloseable {

    private static final File BROWSER = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final int UNLIMITED = -1;

    private final ChromeDriver driver;
    private int speed = UNLIMITED;

    private Chromium() {
        ChromeDriverService service =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build();
        driver = new ChromeDriver(service, options());
        run("Network.enable", Map.of());
    }

    /** Skips the tests where there is no browser. */
    static Chromium start() {
        for (File needed : List.of(BROWSER, DRIVER)) {
            assumeTrue(needed.canExecute(), () -> needed + " is missing: the page is not tested in a browser");
        }
        return new Chromium();
    }

    ChromeDriver driver() {
        return driver;
    }

    Map<String, Object> run(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    /** Limits how fast the open tab sends. */
    void limitUploads(int bytesPerSecond) {
        speed = bytesPerSecond;
        emulate(false, speed);
    }

    /** Lets the open tab make no more connections. What is on its way goes on, no faster than before. */
    void goOffline() {
        emulate(true, speed);
    }

    private void emulate(boolean offline, int bytesPerSecond) {
        run(
                "Network.emulateNetworkConditions",
                Map.of(
                        "offline",
                        offline,
                        "latency",
                        0,
                        "downloadThroughput",
                        UNLIMITED,
                        "uploadThroughput",
                        bytesPerSecond));
    }

    void unlimitUploads() {
        limitUploads(UNLIMITED);
    }

    /** A phone of this width. */
    void narrowTo(int width) {
        run(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 720, "deviceScaleFactor", 2, "mobile", true));
    }

    void widen() {
        run("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Forgets what pages have stored. */
    void forget(String origin) {
        driver.get("about:blank");
        run("Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all"));
    }

    /** The errors in the console since they were last asked for. */
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The addresses that were asked for since they were last asked for. */
    List<String> requests() {
        Json json = new Json();
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .filter(entry -> entry.getMessage().contains("\"Network.requestWillBeSent\""))
                .map(entry -> (Map<?, ?>) json.toType(entry.getMessage(), Json.MAP_TYPE))
                .map(event -> in(event, "message", "params", "request", "url"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static String in(Map<?, ?> object, String... path) {
        Object value = object;
        for (String name : path) {
            value = ((Map<?, ?>) value).get(name);
        }
        return String.valueOf(value);
    }

    private static ChromeOptions options() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1100,900");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        return options;
    }
}
