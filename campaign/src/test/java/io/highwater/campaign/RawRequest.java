package io.highwater.campaign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** A request as it is on the line (RFC 9112), on a connection of its own. */
record RawRequest(String method, byte[] head, byte[] body) {

    /** @param more fields that are sent, too, each {@code Name: value} */
    static RawRequest of(HttpRequest.Builder builder, String... more) {
        HttpRequest request = builder.build();
        byte[] body = request.bodyPublisher().map(RawRequest::bytes).orElse(new byte[0]);
        String query =
                request.uri().getRawQuery() == null ? "" : "?" + request.uri().getRawQuery();
        StringBuilder head = new StringBuilder(request.method() + " "
                + request.uri().getRawPath() + query
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n");
        request.headers()
                .map()
                .forEach((name, values) -> head.append(name + ": " + String.join(", ", values) + "\r\n"));
        List.of(more).forEach(field -> head.append(field).append("\r\n"));
        return new RawRequest(request.method(), head.append("\r\n").toString().getBytes(US_ASCII), body);
    }

    private static byte[] bytes(BodyPublisher body) {
        BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
        body.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                bytes.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer some) {
                bytes.onNext(List.of(some));
            }

            @Override
            public void onError(Throwable failure) {
                bytes.onError(failure);
            }

            @Override
            public void onComplete() {
                bytes.onComplete();
            }
        });
        return bytes.getBody().toCompletableFuture().join();
    }
}
