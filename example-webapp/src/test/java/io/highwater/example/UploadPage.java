package io.highwater.example;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;

/** The upload page in the browser's open tab, by the names that it gives to its parts. */
final class UploadPage {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(50);

    private final WebDriver driver;

    UploadPage(WebDriver driver) {
        this.driver = driver;
    }

    UploadPage open(URI address) {
        driver.get(address.toString());
        return this;
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** As if picked in the dialog of the place where files are dropped. */
    void choose(Path... files) {
        part("file-input").sendKeys(Stream.of(files).map(Path::toString).collect(Collectors.joining("\n")));
    }

    /** As if picked in the dialog of the endpoint's section; waits until that is shown. */
    void chooseForEndpoint(Path file) {
        until("the endpoint's section", () -> part("endpoint").isDisplayed());
        part("endpoint-file-input").sendKeys(file.toString());
    }

    WebElement part(String name) {
        return driver.findElement(named(name));
    }

    List<Row> rows() {
        return driver.findElements(named("upload-row")).stream().map(Row::new).toList();
    }

    /** The row of a file; waits until there is one. */
    Row row(Path file) {
        return until(
                "a row of " + file.getFileName(),
                () -> rows().stream()
                        .filter(row ->
                                row.text("name").equals(file.getFileName().toString()))
                        .findFirst()
                        .orElse(null));
    }

    /** The value of an expression, given the elements as {@code arguments}. */
    Object eval(String expression, Object... elements) {
        return ((JavascriptExecutor) driver).executeScript("return " + expression, elements);
    }

    /** The addresses of the uploads that the page would go on with after a reload. */
    List<URI> remembered() {
        List<?> found = (List<?>) eval("Object.values(localStorage).map((record) => JSON.parse(record).url)");
        return found.stream().map(String::valueOf).map(URI::create).toList();
    }

    boolean fitsItsWidth() {
        return eval("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
                .equals(true);
    }

    /** Waits for something that is neither null nor false. */
    <T> T until(String what, Callable<@Nullable T> condition) {
        try {
            return await(what)
                    .atMost(LIMIT)
                    .pollInterval(POLL)
                    .until(condition, value -> value != null && !value.equals(false));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    e.getMessage() + "\nbut the page says:\n"
                            + driver.findElement(By.tagName("main")).getText(),
                    e);
        }
    }

    private static By named(String name) {
        return By.cssSelector("[data-testid='" + name + "']");
    }

    /** One upload in the list. */
    final class Row {
        private final WebElement element;

        private Row(WebElement element) {
            this.element = element;
        }

        WebElement element() {
            return element;
        }

        WebElement part(String name) {
            return element.findElement(named(name));
        }

        String text(String name) {
            return String.valueOf(part(name).getDomProperty("textContent"));
        }

        String state() {
            return String.valueOf(element.getDomAttribute("data-state"));
        }

        int percent() {
            return Integer.parseInt(text("percent").replace("%", ""));
        }

        boolean shows(String name) {
            return part(name).isDisplayed();
        }

        void click(String button) {
            part(button).click();
        }

        void chooseAgain(Path file) {
            part("row-file-input").sendKeys(file.toString());
        }

        Row awaitState(String state) {
            until(text("name") + " becomes " + state, () -> state().equals(state));
            return this;
        }

        Row awaitPercent(int least) {
            until(text("name") + " reaches " + least + "%", () -> percent() >= least);
            return this;
        }

        /** What the endpoint has answered, as it is shown: names and values in turn. */
        List<String> answer() {
            return part("answer").findElements(By.cssSelector("dt, dd")).stream()
                    .map(WebElement::getText)
                    .toList();
        }

        URI download() {
            return URI.create(String.valueOf(part("download").getDomProperty("href")));
        }
    }
}
