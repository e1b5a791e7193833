package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/** One connection's view of a target. Remembers what was made on the server. One thread at a time. */
public final class UploadClient implements AutoCloseable {

    private static final Pattern SIZE = Pattern.compile("\"size\"\\s*:\\s*(\\d+)");

    private final Target target;
    private final Connection connection;
    private final Set<String> made;

    /** @param made receives what is to be deleted in the end; thread-safe */
    public UploadClient(Target target, Set<String> made) throws IOException {
        this.target = target;
        this.connection = new Connection(target.address());
        this.made = made;
    }

    /** An upload on the server, and how long its creation took. */
    public record Created(String path, long nanos) {}

    /** Creates an upload; where the first append does that, nothing happens yet. */
    public Created create(long length) throws IOException {
        if (target.protocol() instanceof UploadProtocol.PlainPut put) {
            return new Created(put.next(target.base()), 0);
        }
        Response response = connection.call(target.protocol().create(target.base(), length));
        String path = target.protocol().created(target.base(), response);
        made.add(path);
        return new Created(path, response.nanos());
    }

    /** Creates an upload, whatever that takes, and sends nothing. */
    public Created createForSure(long length) throws IOException {
        Created created = create(length);
        return target.protocol().createsExplicitly()
                ? created
                : new Created(created.path(), append(created.path(), 0, 0));
    }

    /** Sends a piece, checks what the server says it has, and returns the nanoseconds that it took. */
    public long append(String path, long offset, long length) throws IOException {
        return append(path, offset, target.protocol().append(path, offset, length));
    }

    /** The same with a pause in the middle, which counts. */
    public long append(String path, long offset, Call.Halves halves) throws IOException {
        Call whole = target.protocol().append(path, offset, halves.length());
        return append(path, offset, new Call(whole.method(), whole.target(), whole.fields(), halves));
    }

    private long append(String path, long offset, Call call) throws IOException {
        made.add(target.protocol().resource(path, offset));
        Response response = connection.call(call);
        target.protocol().appended(response, offset + call.body().length());
        return response.nanos();
    }

    /** Asks for the state; returns nanoseconds. */
    public long inspect(String path) throws IOException {
        return connection.call(target.protocol().inspect(path)).expect(200, 204).nanos();
    }

    /** Completes an upload where that takes a request; returns its nanoseconds, else 0. */
    public long complete(String path, long length, String fields) throws IOException {
        if (!target.protocol().completesExplicitly()) {
            return 0;
        }
        Response response = connection
                .call(new Call("POST", path + "/complete", fields, new Call.Text("")))
                .expect(200);
        if (Long.parseLong(response.find(SIZE)) != length) {
            throw new IOException("completed with " + response.text() + ", expected " + length);
        }
        return response.nanos();
    }

    /** Deletes something on the server; that it is not there any more is fine. */
    public void delete(String resource) throws IOException {
        connection.call(target.protocol().delete(resource)).expect(200, 204, 404, 410);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
