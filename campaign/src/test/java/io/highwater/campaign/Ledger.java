package io.highwater.campaign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Keeps what a test counts for the campaign's table, also if the test fails or is skipped:
 *
 * <pre>{@code
 * @RegisterExtension
 * final Ledger ledger = new Ledger();
 *
 * Tally tally = ledger.row("kill -9 under load");
 * tally.count(Column.KILLS).add(Column.ACKNOWLEDGED, bytes).note("restart p99", "1.2 s");
 * }</pre>
 */
public final class Ledger implements AfterEachCallback {

    private final List<Tally> tallies = new ArrayList<>();

    /** Begins a row of the table. */
    public synchronized Tally row(String scenario) {
        Tally tally = new Tally(scenario);
        tallies.add(tally);
        return tally;
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) throws IOException {
        Optional<Throwable> end = context.getExecutionException();
        if (tallies.isEmpty() && end.isPresent()) {
            row(context.getRequiredTestClass().getSimpleName() + ": " + context.getDisplayName());
        }
        for (Tally tally : tallies) {
            end.ifPresent(failure ->
                    tally.note(failure instanceof TestAbortedException ? "SKIPPED" : "FAILED", reason(failure)));
            Report.add(tally.row());
        }
        tallies.clear();
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        return message.length() <= 120 ? message : message.substring(0, 120) + " …";
    }
}
