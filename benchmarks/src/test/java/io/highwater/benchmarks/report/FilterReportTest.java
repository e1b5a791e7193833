package io.highwater.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FilterReportTest {

    @Test
    void aRatioIsTheMedianOfTheBlocksAndTheirMiddleHalf() {
        assertThat(FilterReport.ratio(List.of(9.0, 1.0, 1.5, 1.25, 0.5))).isEqualTo("1.250 (1.000 to 1.500)");
        assertThat(FilterReport.ratio(List.of(1.0))).isEqualTo("1.000 (1.000 to 1.000)");
        assertThat(FilterReport.ratio(List.of())).isEqualTo("–");
    }
}
