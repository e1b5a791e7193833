package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.campaign.Line.Direction;
import io.highwater.campaign.Line.Fault;
import io.highwater.example.ExampleJar;
import io.highwater.example.Payload;
import io.highwater.example.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file of three chunks over a line on which something goes wrong at one byte, for each byte of interest: all of the
 * heads and of the answers, and those around the ends of the bodies. Without {@code -Pcampaign} a few of them are tried;
 * {@code -Dhighwater.campaign.positions=N} says how many for each fault.
 */
class LineIT {

    private static final int SIZE = 3 * 40_000;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int STALLED_MILLIS = 300;
    private static final int POSITIONS = Size.of("positions", 5, Integer.MAX_VALUE);
    private static final int STALLS = Size.of("stalls", 2, 200);

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Tag("T6")
    @ParameterizedTest
    @EnumSource(Way.class)
    void whateverGoesWrongOnTheLineTheUploadGoesOnAndLosesNothing(Way way) throws Exception {
        ExampleJar server = servers.start();
        long notReached = 0;
        Tally tally = ledger.row("cut, reset, half-closed, stalled, throttled line: " + way);
        for (Direction direction : Direction.values()) {
            List<Long> positions = positions(server, way, direction);
            for (Fault fault : Fault.values()) {
                for (long position : sample(positions, fault == Fault.STALL ? STALLS : POSITIONS)) {
                    notReached += upload(server, way, new Trouble(fault, direction, position), tally) ? 0 : 1;
                }
            }
        }
        tally.note("not reached", Long.toString(notReached)); // those come from another upload, a few bytes longer
        assertThat(notReached * 20).as("20 times those not reached").isLessThanOrEqualTo(tally.of(Column.ROUNDS));
        assertThat(tally.of(Column.LOST)).isZero();
        assertThat(tally.of(Column.WRONG)).isZero();
        assertThat(tally.of(Column.STUCK)).isZero();
    }

    /** Something that goes wrong somewhere. */
    private record Trouble(Fault fault, Direction direction, long position) {}

    /** Returns whether it came to that trouble; else it is not counted as a round. */
    private static boolean upload(ExampleJar server, Way way, Trouble trouble, Tally tally) throws IOException {
        Payload payload = new Payload(trouble.position, SIZE);
        int patience = trouble.fault == Fault.STALL ? STALLED_MILLIS : PATIENCE_MILLIS;
        try (Line line = new Line(server.base(), trouble.fault, trouble.direction, trouble.position)) {
            Uploader uploader = new Uploader(line.base(), way, payload, patience);
            boolean finished = uploader.run();
            boolean right = finished && uploader.sha256(server.base()).equals(payload.sha256());
            boolean reached = line.hasFailed();
            tally.add(Column.ROUNDS, reached ? 1 : 0)
                    .add(Column.FAULTS, reached ? 1 : 0)
                    .add(Column.ACKNOWLEDGED, uploader.acknowledged())
                    .add(Column.LOST, uploader.lost())
                    .add(Column.WRONG, finished && !right ? 1 : 0)
                    .add(Column.STUCK, finished ? 0 : 1);
            if (!right) {
                tally.note(trouble.toString(), uploader.last());
            }
            return reached;
        }
    }

    /** The bytes of interest, as a line on which nothing goes wrong finds them. */
    private static List<Long> positions(ExampleJar server, Way way, Direction direction) throws IOException {
        try (Line line = new Line(server.base(), Fault.CUT, direction, Long.MAX_VALUE)) {
            Uploader uploader = new Uploader(line.base(), way, new Payload(0, SIZE), PATIENCE_MILLIS);
            assertThat(uploader.run()).as(uploader.last()).isTrue();
            TreeSet<Long> found = new TreeSet<>();
            if (direction == Direction.TO_CLIENT) {
                for (long byteOfAnswer = 1; byteOfAnswer <= line.passed(); byteOfAnswer++) {
                    found.add(byteOfAnswer);
                }
            } else {
                ofRequests(uploader.pieces(), found);
            }
            return new ArrayList<>(found);
        }
    }

    private static void ofRequests(List<Integer> pieces, TreeSet<Long> found) {
        long start = 0;
        for (int piece = 0; piece < pieces.size(); piece++) {
            int size = pieces.get(piece);
            boolean isHead = piece % 2 == 0;
            for (int at = 1; at <= size; at++) {
                if (isHead || at < 4 || at > size - 4 || at % (size / 8 + 1) == 0) {
                    found.add(start + at);
                }
            }
            start += size;
        }
    }

    private static List<Long> sample(List<Long> positions, int count) {
        if (count >= positions.size()) {
            return positions;
        }
        List<Long> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(positions.get((int) ((2L * i + 1) * positions.size() / (2L * count))));
        }
        return some;
    }
}
