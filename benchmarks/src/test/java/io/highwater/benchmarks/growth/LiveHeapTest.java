package io.highwater.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveHeapTest {

    @Test
    void theTotalOfAHistogramIsInItsLastLine() {
        String histogram = "4711:\n num     #instances         #bytes  class name (module)\n"
                + "   1:         12345        1234567  [B (java.base@17.0.15)\nTotal        200000       10485760\n";

        assertThat(LiveHeap.total(histogram)).isEqualTo(10);
    }

    @Test
    void whatIsNoHistogramHasNone() {
        assertThat(LiveHeap.total("4711:\nCould not attach\n")).isNaN();
    }
}
