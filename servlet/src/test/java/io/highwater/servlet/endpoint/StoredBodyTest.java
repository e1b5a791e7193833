package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.store.UploadContent;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Bodies whose upload is deleted while the endpoint reads them. */
class StoredBodyTest {

    private static final int SIZE = 20_000;

    private record Content(Supplier<InputStream> stream) implements UploadContent {
        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public ReadableByteChannel open(long from, long to) {
            return Channels.newChannel(stream.get());
        }

        @Override
        public Optional<Path> path() {
            return Optional.empty();
        }

        @Override
        public void moveTo(Path target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void discard() {
            throw new UnsupportedOperationException();
        }
    }

    private static UploadException gone() {
        return new UploadException(Reason.GONE, "it was deleted");
    }

    /** Some bytes, and then that failure. */
    private static InputStream failingAfter(int count) {
        InputStream some = new ByteArrayInputStream(new byte[count]);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                int b = some.read();
                if (b < 0) {
                    throw gone();
                }
                return b;
            }
        };
    }

    private static StoredBody body(Supplier<InputStream> stream) {
        return new StoredBody(new Content(stream), null);
    }

    @Test
    void bytesThatAreGoneBeforeTheFirstAreAnIoException() {
        StoredBody body = body(() -> {
            throw gone();
        });
        assertThatThrownBy(body::stream).isInstanceOf(IOException.class).hasMessageContaining("not there any more");
        assertThatThrownBy(body::parse).isInstanceOf(IOException.class);
    }

    @Test
    void bytesThatGoMeanwhileAreAnIoException() throws IOException {
        InputStream stream = body(() -> failingAfter(0)).stream();

        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class).hasRootCauseMessage("it was deleted");
    }

    @Test
    void aBodyThatEndsTooEarlyIsNoWholeOne() throws IOException {
        InputStream stream = body(() -> new ByteArrayInputStream(new byte[SIZE - 1])).stream();

        assertThatThrownBy(stream::readAllBytes)
                .isInstanceOf(EOFException.class)
                .hasMessage("the body ends after 19999 of 20000 bytes");
    }

    @Test
    void aBodyHasNoMoreBytesThanItsLength() throws IOException {
        InputStream stream = body(() -> new ByteArrayInputStream(new byte[SIZE + 1])).stream();

        assertThat(stream.readAllBytes()).hasSize(SIZE);
    }
}
