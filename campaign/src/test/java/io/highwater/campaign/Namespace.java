package io.highwater.campaign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * A network namespace with a link of its own to this one, whose plug can be pulled: what is sent then is gone, and neither
 * end hears of it. Needs root and {@code ip} (iproute2). A JVM that is stopped before it is closed takes it away.
 */
final class Namespace implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final String net;
    private final String name;
    private final String here;
    private final String there;

    private final Thread atExit;

    /** @param number one that no other namespace of this process has, as its links may go only after it */
    Namespace(int number) throws IOException {
        long pid = ProcessHandle.current().pid();
        net = "10.213." + ((4 * pid + number) % 250) + ".";
        name = "hw" + pid + "x" + number;
        here = name + "a";
        there = name + "b";
        atExit = new Thread(() -> can("netns", "del", name), "end-of-" + name);
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(isThere(), "needs ip (iproute2) and leave to make a network namespace");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            assumeTrue(isLinked(), "needs leave to make a link between namespaces (veth)");
            ip("addr", "add", net + "1/24", "dev", here);
            ip("link", "set", here, "up");
            within("addr", "add", address() + "/24", "dev", there);
            within("link", "set", there, "up");
            within("link", "set", "lo", "up");
        } catch (IOException | TestAbortedException e) {
            close();
            throw e;
        }
    }

    private boolean isThere() {
        return can("netns", "add", name);
    }

    private boolean isLinked() {
        return can("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    }

    private static boolean can(String... arguments) {
        try {
            ip(arguments);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the servers in it are found. */
    String address() {
        return net + "2";
    }

    /** The command that runs {@code command} in it, in the same process. */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(command);
        return whole;
    }

    void pullPlug() throws IOException {
        ip("link", "set", here, "down");
    }

    /** Plugs it in again. */
    void plugIn() throws IOException {
        ip("link", "set", here, "up");
    }

    private void within(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-n", name));
        all.addAll(List.of(arguments));
        ip(all.toArray(String[]::new));
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes the namespace away, and its link with it. */
    @Override
    public void close() throws IOException {
        ip("netns", "del", name);
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
