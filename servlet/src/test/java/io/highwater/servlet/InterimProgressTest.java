package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The later 104s over HTTP/1.1: how much of a long body is durable. */
class InterimProgressTest {

    private static final byte[] LONG = new byte[54 << 20];

    private Site site;

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private void start(boolean async) throws Exception {
        site = Site.on(Container.JETTY)
                .deployed(deployment -> async ? deployment : deployment.blocking())
                .start();
    }

    private static String[] fields(String version, String... more) {
        List<String> fields = new ArrayList<>(List.of(more));
        fields.add(version.equals("3") ? "Upload-Incomplete: ?0" : "Upload-Complete: ?1");
        fields.add("Upload-Draft-Interop-Version: " + version);
        return fields.toArray(String[]::new);
    }

    /** Sends the bytes while the responses up to the final one are read; each offset must be durable when told. */
    private List<Response> send(RawClient client, String location, byte[] bytes) throws IOException {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.sendAsFarAsWanted(bytes));
        List<Response> all = new ArrayList<>();
        for (Response next = client.readHead(); ; next = client.readHead()) {
            all.add(next);
            if (next.status() >= 200) {
                break;
            }
            long offset = Long.parseLong(next.field("Upload-Offset").orElseThrow());
            assertThat(site.committed(location)).isGreaterThanOrEqualTo(offset);
        }
        sent.join();
        return all;
    }

    private static List<Long> offsets(List<Response> interims) {
        return interims.stream()
                .map(each -> Long.parseLong(each.field("Upload-Offset").orElseThrow()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongCreationHearsNowAndThenHowMuchOfItIsDurable(boolean async) throws Exception {
        start(async);
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields("8", "Content-Length: " + LONG.length));
            String location = client.readInterim().field("Location").orElseThrow();
            List<Response> all = send(client, location, LONG);
            List<Response> interims = all.subList(0, all.size() - 1);
            assertThat(interims).isNotEmpty().hasSizeLessThanOrEqualTo(5);
            assertThat(offsets(interims)).isSorted().doesNotHaveDuplicates();
            assertThat(offsets(interims).get(0)).isGreaterThanOrEqualTo(LONG.length / 6);
            for (Response interim : interims) {
                assertThat(interim.status()).isEqualTo(104);
                assertThat(interim.fields())
                        .containsExactlyInAnyOrder(
                                "Upload-Draft-Interop-Version: 8",
                                "Upload-Offset: "
                                        + interim.field("Upload-Offset").orElseThrow());
            }
            assertThat(all.get(all.size() - 1).status()).isEqualTo(200);
            assertThat(client.readBody(all.get(all.size() - 1), "POST")).isNotEmpty();
            client.head("HEAD", location);
            assertThat(client.read("HEAD").field("Upload-Offset")).contains("" + LONG.length);
        }
    }

    @Test
    void aLongAppendHearsItToo() throws Exception {
        start(true);
        String upload = site.create("{}");
        site.put(upload, 0, new byte[1000]);
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    fields(
                            "5",
                            "Upload-Offset: 1000",
                            "Content-Type: application/partial-upload",
                            "Content-Length: " + LONG.length));
            List<Response> all = send(client, upload, LONG);
            List<Response> interims = all.subList(0, all.size() - 1);
            assertThat(interims).isNotEmpty().hasSizeLessThanOrEqualTo(6);
            assertThat(offsets(interims)).isSorted().doesNotHaveDuplicates();
            assertThat(offsets(interims).get(0)).isGreaterThanOrEqualTo(1000 + LONG.length / 7);
            assertThat(interims).allMatch(each -> each.field("Location").isEmpty());
            assertThat(all.get(all.size() - 1).status()).isEqualTo(201);
        }
    }

    @Test
    void aBodyOfUnknownLengthHearsItWheneverItHasGrownFourfold() throws Exception {
        start(true);
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields("6", "Transfer-Encoding: chunked"));
            String location = client.readInterim().field("Location").orElseThrow();
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                client.chunkIfWanted(LONG, 0, LONG.length);
                client.lastChunkIfWanted();
            });
            List<Long> told = new ArrayList<>();
            Response next = client.readHead();
            for (; next.status() < 200; next = client.readHead()) {
                told.add(Long.parseLong(next.field("Upload-Offset").orElseThrow()));
            }
            sent.join();
            assertThat(next.status()).isEqualTo(201);
            assertThat(told).isNotEmpty().hasSizeLessThanOrEqualTo(5);
            for (int i = 1; i < told.size(); i++) {
                assertThat(told.get(i)).isGreaterThanOrEqualTo(4 * told.get(i - 1));
            }
            assertThat(site.committed(location)).isEqualTo(LONG.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4"})
    void theOldVersionsHearNothingMoreThanTheFirst(String version) throws Exception {
        start(true);
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields(version, "Content-Length: " + LONG.length));
            String location = client.readInterim().field("Location").orElseThrow();
            assertThat(send(client, location, LONG)).hasSize(1);
        }
    }

    @Test
    void undertowTellsWhereTheUploadIsAndNoProgress() throws Exception {
        site = Site.on(Container.UNDERTOW).start();
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields("8", "Content-Length: " + LONG.length, "Expect: 100-continue"));
            String location = client.readInterim().field("Location").orElseThrow();
            client.awaitContinue();
            List<Response> all = send(client, location, LONG);
            assertThat(all).hasSize(1);
            assertThat(all.get(0).status()).isEqualTo(200);
        }
    }

    @Test
    void whoExpects100HearsOneLess() throws Exception {
        start(true);
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields("8", "Content-Length: " + LONG.length, "Expect: 100-continue"));
            String location = client.readInterim().field("Location").orElseThrow();
            client.awaitContinue();
            assertThat(send(client, location, LONG)).hasSizeLessThanOrEqualTo(4 + 1);
        }
    }

    @Test
    void whatWasToldIsThereAfterACut() throws Exception {
        start(true);
        long told;
        String location;
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields("8", "Content-Length: " + LONG.length));
            location = client.readInterim().field("Location").orElseThrow();
            client.send(LONG, 0, 20 << 20);
            told = Long.parseLong(client.readInterim().field("Upload-Offset").orElseThrow());
            client.reset();
        }
        Response state = site.request("HEAD", location, "Upload-Draft-Interop-Version: 8");
        assertThat(Long.parseLong(state.field("Upload-Offset").orElseThrow())).isGreaterThanOrEqualTo(told);
    }

    @Test
    void aTakeoverEndsTheTelling() throws Exception {
        start(true);
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", fields("8", "Content-Length: " + LONG.length));
            String location = client.readInterim().field("Location").orElseThrow();
            client.send(LONG, 0, 20 << 20);
            assertThat(client.readInterim().status()).isEqualTo(104);
            Response state = site.request("HEAD", location, "Upload-Draft-Interop-Version: 8");
            Response overtaken = client.read("POST");
            assertThat(overtaken.status()).isEqualTo(409);
            assertThat(overtaken.field("Upload-Offset")).isEqualTo(state.field("Upload-Offset"));
        }
    }
}
