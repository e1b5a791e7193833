package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.protocol.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of interim responses that cannot be sent. */
class InterimsTest {

    private final List<Answer> sent = new ArrayList<>();

    private static Answer located(String location) {
        return new Answer(104, Map.of("Location", location), "");
    }

    @Test
    void afterAFailureNoneIsTriedAgain() {
        Interims interims = new Interims(() -> Optional.of(interim -> {
            sent.add(interim);
            throw new IOException("the client is gone");
        }));
        assertThat(interims.areHeard()).isTrue();
        interims.send(located("/uploads/1"));
        assertThat(interims.areHeard()).isFalse();
        interims.send(located("/uploads/2"));
        assertThat(sent).containsExactly(located("/uploads/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\r\n\r\nHTTP/1.1 200 OK", "/a\nb", "/a\rb", "/a\0", "/ü", "/a\t"})
    void aValueThatIsNotOneLineOfAsciiIsNotSent(String value) {
        Interims interims = new Interims(() -> Optional.of(sent::add));
        assertThat(interims.areHeard()).isTrue();
        interims.send(located(value));
        assertThat(sent).isEmpty();
        assertThat(interims.areHeard()).isFalse();
    }

    @Test
    void whereThereIsNoWayNothingHappens() {
        Interims interims = new Interims(Optional::empty);
        assertThat(interims.areHeard()).isFalse();
        interims.send(located("/uploads/1"));
    }
}
