package io.highwater.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OtherWorkTest {

    @Test
    void timeIsThatOfAllButIdlenessAndWaitingForTheDisk() {
        assertThat(OtherWork.busySeconds("cpu  100 20 300 9000 8000 4 50 6 77 0"))
                .isEqualTo(4.8);
    }

    @Test
    void aLineWithoutAllOfItSaysNothing() {
        assertThat(OtherWork.busySeconds("")).isNaN();
        assertThat(OtherWork.busySeconds("cpu 1 2 3 4")).isNaN();
    }
}
