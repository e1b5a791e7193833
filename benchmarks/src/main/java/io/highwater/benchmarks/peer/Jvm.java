package io.highwater.benchmarks.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * The Java that runs the peers that are written in it.
 *
 * @param java the launcher
 * @param arguments its options, such as {@code -Xmx256m}
 * @param warmUpBytes bytes to send to a server before its code is compiled
 */
public record Jvm(String java, List<String> arguments, long warmUpBytes) {

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(arguments);
        return command;
    }
}
