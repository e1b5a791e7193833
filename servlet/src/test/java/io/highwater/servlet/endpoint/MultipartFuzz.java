package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadWriter;
import io.highwater.store.memory.MemoryUploadStore;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class MultipartFuzz {

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final FormLimits LIMITS = new FormLimits(200, 5);

    /** The content type in the first line, the body behind it. */
    static Stream<String> bodies() {
        return Mutants.ofTexts(
                "multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n",
                "multipart/form-data; boundary=\"x y\"; charset=iso-8859-1\n--x y\r\nContent-Disposition: form-data;"
                        + " name=\"f\"; filename=\"../a.txt\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nbytes\r\n--x y--",
                "multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=m\r\n"
                        + "Content-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\nContent-Disposition: attachment;"
                        + " filename=b\r\n\r\nc\r\n--y--\r\n--x--",
                "multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\0.txt\"\r\n"
                        + "\r\nb\r\n--x--\r\n",
                "multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=m\r\n"
                        + "Content-Type: multipart/mixed; boundary=y\r\n\r\n--y",
                "multipart/form-data\n--x\r\n");
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "10s")
    void any_body_has_parts_within_it_or_is_refused_as_containers_do(@NotNull String text) throws IOException {
        String[] request = text.split("\n", 2);
        byte[] body = (request.length > 1 ? request[1] : "").getBytes(StandardCharsets.UTF_8);
        List<Part> parts;
        try {
            parts = FileUploadParser.parse(source(request[0], body));
        } catch (IOException | IllegalStateException e) {
            return;
        }
        assertThat(parts).hasSizeLessThanOrEqualTo(LIMITS.parameters());
        long size = 0;
        for (Part part : parts) {
            size += checked(part);
            part.delete();
        }
        assertThat(size).isLessThanOrEqualTo(body.length);
    }

    private static long checked(Part part) throws IOException {
        assertThat(part.getHeaderNames()).allMatch(name -> part.getHeader(name) != null);
        part.getName();
        part.getSubmittedFileName();
        try (InputStream in = part.getInputStream()) {
            assertThat(in.readAllBytes()).hasSize((int) part.getSize());
        }
        return part.getSize();
    }

    private static FileUploadParser.Source source(String type, byte[] body) throws IOException {
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                MultipartFuzz.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> method.getName().equals("getContentType") ? type : null);
        MultipartSettings settings = new MultipartSettings(TEMPORARY, new MultipartConfigElement("", -1, -1, 1 << 20));
        return new FileUploadParser.Source(request, new StoredBody(content(body), request), settings, LIMITS);
    }

    private static UploadContent content(byte[] body) throws IOException {
        MemoryUploadStore store = new MemoryUploadStore(Clock.systemUTC());
        UploadId id = UploadId.random();
        store.create(new Creation(id, "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.wrap(body));
            writer.commit(Commit.complete());
        }
        return store.content(id);
    }
}
