package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.load.UploadProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A server that uploads can be sent to. */
public interface Peer {

    /** Its name in results: lower case, no spaces. */
    String name();

    /** A fresh view of what it speaks. */
    UploadProtocol protocol();

    /** The path of its collection of uploads. */
    String base();

    /** Bytes to send to it before it is as fast as it gets. */
    long warmUpBytes();

    /**
     * Makes sure that it can be started, installing into {@code work} what can be installed there.
     *
     * @return which version it is, for people
     * @throws UnavailableException if it cannot be had on this machine, with the reason
     */
    String prepare(Path work) throws UnavailableException;

    /**
     * The command that serves {@code place.port()} at the loopback address until it is ended, and keeps what it gets in
     * {@code place.directory()}, which is there and empty.
     */
    List<String> command(Place place) throws IOException;

    /**
     * Where a peer is to run.
     *
     * @param work where it was prepared
     * @param directory for what is uploaded
     * @param port a free port
     */
    record Place(Path work, Path directory, int port) {}

    /** The peer cannot be had on this machine. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param reason why, and what would help */
        public UnavailableException(String reason) {
            super(reason);
        }
    }
}
