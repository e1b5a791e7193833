package io.highwater.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTableTest {

    @Test
    void aTableHasAHeaderARuleAndRows() {
        MarkdownTable table = new MarkdownTable("server", "MiB/s");
        table.add(List.of("ours", "7"));

        assertThat(table.text()).isEqualTo("| server | MiB/s |\n|---|--:|\n| ours | 7 |\n");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MarkdownTable("a", "b").add(List.of("1")));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "7,7",
        "0.123,0.12",
        "9.99,9.99",
        "9.999,10.0",
        "12.34,12.3",
        "99.96,100",
        "123.4,123",
        "29689,29689"
    })
    void numbersHaveAboutThreeDigits(double value, String text) {
        assertThat(MarkdownTable.number(value)).isEqualTo(text);
    }

    @Test
    void whatWasNotMeasuredIsADash() {
        assertThat(MarkdownTable.median(Optional.empty())).isEqualTo("–");
        assertThat(MarkdownTable.range(Optional.of(new Spread(2, 1, 3)))).isEqualTo("1...3");
    }
}
