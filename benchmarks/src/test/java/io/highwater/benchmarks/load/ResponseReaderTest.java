package io.highwater.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {

    @Test
    void responsesAreReadOneAfterTheOther() throws IOException {
        ResponseReader reader = reader("HTTP/1.1 201 Created\r\nX: a\r\ncontent-length: 5\r\n\r\nhello"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

        Response first = reader.read("POST");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.field("x")).isEqualTo("a");
        assertThat(first.text()).isEqualTo("hello");
        assertThat(first.closes()).isFalse();
        assertThat(reader.read("GET").text()).isEqualTo("abc0123456789");
        assertThat(reader.read("DELETE").closes()).isTrue();
    }

    @Test
    void anAnswerToHeadHasNoContentWhateverItSays() throws IOException {
        ResponseReader reader = reader("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n");

        assertThat(reader.read("HEAD").text()).isEmpty();
        assertThat(reader.read("HEAD").status()).isEqualTo(404);
    }

    @Test
    void interimResponsesArePassedOver() throws IOException {
        ResponseReader reader = reader("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 104 x\r\nLocation: /y\r\n\r\n"
                + "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");

        Response response = reader.read("POST");
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.fields()).doesNotContainKey("Location");
    }

    @Test
    void aConnectionThatEndsTooEarlyIsAFailure() {
        ResponseReader reader = reader("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab");

        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> reader.read("GET"));
    }

    private static ResponseReader reader(String responses) {
        byte[] bytes = responses.getBytes(StandardCharsets.ISO_8859_1);
        return new ResponseReader(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }
}
