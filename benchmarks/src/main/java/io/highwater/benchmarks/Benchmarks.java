package io.highwater.benchmarks;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one program of the benchmarks. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        subcommands = {ServersCommand.class, GrowthCommand.class, FilterCommand.class, ReportCommand.class},
        description = "Measures Highwater. Also: micro [options of JMH], single operations.")
public final class Benchmarks {

    private Benchmarks() {}

    /** Runs the command that the first argument names. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("micro")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof IllegalArgumentException)) {
                throw failure;
            }
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
    }
}
