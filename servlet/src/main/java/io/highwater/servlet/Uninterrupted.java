package io.highwater.servlet;

/** Puts off interrupts that are pending on a container's thread: they would close the file channels of a store. */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Something that may fail. */
    interface Call<T, E extends Exception> {
        T run() throws E;
    }

    static <T, E extends Exception> T call(Call<T, E> call) throws E {
        boolean interrupted = Thread.interrupted();
        try {
            return call.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
