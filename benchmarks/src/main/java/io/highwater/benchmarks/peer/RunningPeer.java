package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.ServerUsage;
import io.highwater.benchmarks.load.Target;
import io.highwater.benchmarks.peer.Peer.Place;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A peer that was started and answers. Ends with its closing, its log stays. */
public final class RunningPeer implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 20;
    private static final int RETRY_MILLIS = 20;

    private final Peer peer;
    private final Process process;
    private final Target target;

    private RunningPeer(Peer peer, Process process, Target target) {
        this.peer = peer;
        this.process = process;
        this.target = target;
    }

    /** Starts {@code peer}, prepared in {@code work}, on {@code directory}, and waits until it takes connections. */
    public static RunningPeer start(Peer peer, Path work, Path directory) throws IOException {
        int port = freePort();
        Files.createDirectories(directory);
        File log = Files.createDirectories(work).resolve(peer.name() + ".log").toFile();
        Process process = new ProcessBuilder(peer.command(new Place(work, directory, port)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        Target target = new Target(new InetSocketAddress(LOOPBACK, port), peer.base(), peer.protocol());
        RunningPeer running = new RunningPeer(peer, process, target);
        try {
            running.awaitConnection(log);
            return running;
        } catch (IOException e) {
            running.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private void awaitConnection(File log) throws IOException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS); System.nanoTime() < end; ) {
            try (Socket socket = new Socket()) {
                socket.connect(target.address());
                return;
            } catch (ConnectException e) {
                if (endsWithin(RETRY_MILLIS)) {
                    throw new IOException(peer.name() + " has ended with " + process.exitValue() + ", see " + log, e);
                }
            }
        }
        throw new IOException(peer.name() + " takes no connections, see " + log);
    }

    /** Where to send uploads. */
    public Target target() {
        return target;
    }

    /** Which peer it is. */
    public Peer peer() {
        return peer;
    }

    /** What it uses. */
    public ServerUsage usage() {
        return new ServerUsage(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        if (!endsWithin(TimeUnit.SECONDS.toMillis(STOP_SECONDS))) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
