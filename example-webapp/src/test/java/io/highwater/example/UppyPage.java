package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;

/** Uppy's Dashboard in the browser's open tab, with one file. */
final class UppyPage {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(50);

    private final WebDriver driver;

    UppyPage(WebDriver driver) {
        this.driver = driver;
    }

    UppyPage open(URI address) {
        driver.get(address.toString());
        return this;
    }

    /** Chooses a file and starts. */
    void upload(Path file) {
        await().atMost(LIMIT)
                .until(() -> !driver.findElements(By.className("uppy-Dashboard-input"))
                        .isEmpty());
        one("uppy-Dashboard-input").sendKeys(file.toString());
        until(() -> assertThat(one("uppy-StatusBar-actionBtn--upload").isDisplayed())
                .isTrue());
        one("uppy-StatusBar-actionBtn--upload").click();
    }

    void click(String button) {
        until(() -> driver.findElement(By.cssSelector(".uppy-StatusBar button[aria-label='" + button + "']"))
                .click());
    }

    int percent() {
        String value = driver.findElement(By.cssSelector(".uppy-StatusBar [role=progressbar]"))
                .getDomAttribute("aria-valuenow");
        return value == null ? 0 : (int) Double.parseDouble(value);
    }

    /** The first line of what is going on. */
    String status() {
        return one("uppy-StatusBar-statusPrimary").getText();
    }

    void awaitPercent(int least) {
        until(() -> assertThat(percent()).as(status()).isGreaterThanOrEqualTo(least));
    }

    void awaitStatus(String words) {
        until(() -> assertThat(status()).contains(words));
    }

    /** Waits until something that it says is anywhere on the page. */
    void awaitText(String words) {
        until(() -> assertThat(driver.findElement(By.tagName("main")).getText()).contains(words));
    }

    /** Where the finished file is. */
    URI link() {
        return URI.create(String.valueOf(one("uppy-Dashboard-Item-previewLink").getDomProperty("href")));
    }

    private WebElement one(String name) {
        return driver.findElement(By.className(name));
    }

    /** The page redraws itself all the time. */
    private static void until(ThrowingRunnable check) {
        await().atMost(LIMIT)
                .pollInterval(POLL)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(check);
    }
}
