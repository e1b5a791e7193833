package io.highwater.store.file;

import static io.highwater.store.file.Crash.POWER_ANYTHING_MAY_LAST;
import static io.highwater.store.file.Crash.POWER_NOTHING_UNSYNCED_LASTS;
import static io.highwater.store.file.Crash.PROCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadException;
import io.highwater.store.file.CrashDisk.Trouble;
import io.highwater.store.file.World.Deed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * All sequences of three of {@link Deed} on uploads that are there and that are not, cut off after every call of the
 * disk, and with every call failing, once and from then on. What was acknowledged is found afterwards, or it is an
 * {@link AssertionError}.
 */
public final class DiskCampaign {

    private static final int LENGTH = 3;

    private final Random sample;
    private final int oneIn;
    private long sequences;
    private long cuts;
    private long faults;
    private long acknowledged;

    /**
     * @param seed of what is taken
     * @param oneIn how many sequences there are for one that is tried; 1 for all
     */
    public DiskCampaign(long seed, int oneIn) {
        this.sample = new Random(seed);
        this.oneIn = oneIn;
    }

    /** What was there before. */
    private enum Before {
        NOTHING,
        UPLOADS_AND_A_CLEAN_END,
        UPLOADS_AND_A_POWER_CUT;

        World world(boolean links) throws IOException {
            World world = new World(new CrashDisk().linking(links));
            if (this == NOTHING) {
                return world;
            }
            world.open();
            for (Deed deed : List.of(Deed.CREATE, Deed.COMPLETE, Deed.CREATE, Deed.APPEND)) {
                world.has(deed);
            }
            if (this == UPLOADS_AND_A_CLEAN_END) {
                world.close();
            }
            return world.after(POWER_NOTHING_UNSYNCED_LASTS, new Random(0));
        }
    }

    /** One way for things to go until something happens. */
    private record Plan(Before before, boolean links, List<Deed> deeds) {

        World world() throws IOException {
            return before.world(links);
        }
    }

    /** How many sequences were tried, each on three pasts, with and without hard links, as far as it makes sense. */
    public long sequences() {
        return sequences;
    }

    /** How many crashes. */
    public long cuts() {
        return cuts;
    }

    /** How many calls failed. */
    public long faults() {
        return faults;
    }

    /** How many bytes were acknowledged before all that. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Cuts every sequence everywhere. */
    public DiskCampaign cut() throws IOException {
        return cut(path -> false);
    }

    /** The same on a disk that says that it has synced the bytes of uploads, and does not: only the slots are synced. */
    public DiskCampaign cutThoughOnlySlotsAreSynced() throws IOException {
        return cut(path -> path.toString().endsWith(".data"));
    }

    private DiskCampaign cut(Predicate<Path> unheard) throws IOException {
        for (Plan plan : plans()) {
            for (Crash crash : Crash.values()) {
                each(plan, crash.name(), call -> cut(plan, crash, call, unheard));
            }
        }
        return this;
    }

    /** Lets every call of every sequence fail. */
    public DiskCampaign fail() throws IOException {
        for (Plan plan : plans()) {
            for (Trouble trouble : List.of(Trouble.IO_ERROR, Trouble.NO_SPACE, Trouble.SHORT_WRITE)) {
                each(plan, trouble + " once", call -> fail(plan, trouble, call, false));
                each(plan, trouble + " for ever", call -> fail(plan, trouble, call, true));
            }
        }
        return this;
    }

    /** Something that goes wrong at a call; says whether the sequence had that many. */
    private interface Mishap {
        boolean at(int call) throws IOException;
    }

    private static void each(Plan plan, String what, Mishap mishap) {
        int call = 0;
        boolean happened = true;
        while (happened) {
            call++;
            try {
                happened = mishap.at(call);
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(plan + ", " + what + " at call " + call + ": " + e.getMessage(), e);
            }
        }
    }

    private boolean cut(Plan plan, Crash crash, int call, Predicate<Path> unheard) throws IOException {
        Random random = new Random(call);
        World world = plan.world();
        world.disk().deafFor(unheard).trouble(Trouble.POWER_CUT, call, true);
        boolean wasCut = false;
        try {
            live(world, plan.deeds);
        } catch (PowerCut e) {
            wasCut = true;
        }
        cuts++;
        acknowledged += world.acknowledged();
        recoverWithAnotherCut(world.after(crash, random), random);
        world.after(POWER_NOTHING_UNSYNCED_LASTS, random).open().check();
        world.goOn();
        return wasCut;
    }

    private static void recoverWithAnotherCut(World world, Random random) throws IOException {
        world.disk().trouble(Trouble.POWER_CUT, 1 + random.nextInt(60), true);
        try {
            world.open().check();
        } catch (PowerCut e) {
            assertThat(world.disk().calls()).isPositive();
        }
        world.after(random.nextBoolean() ? PROCESS : POWER_ANYTHING_MAY_LAST, random)
                .open()
                .check();
    }

    private boolean fail(Plan plan, Trouble trouble, int call, boolean lasting) throws IOException {
        Random random = new Random(call);
        World world = plan.world();
        world.disk().trouble(trouble, call, lasting);
        try {
            live(world, plan.deeds);
        } catch (IOException | UploadException e) {
            assertThat(world.disk().calls()).as("calls before %s", e).isGreaterThanOrEqualTo(call);
        }
        boolean wentWrong = world.disk().calls() >= call;
        faults += wentWrong ? 1 : 0;
        acknowledged += world.acknowledged();
        world.disk().heal();
        world.letTimePass();
        world.openAgain().check();
        world.after(random.nextBoolean() ? POWER_NOTHING_UNSYNCED_LASTS : POWER_ANYTHING_MAY_LAST, random)
                .open()
                .check();
        world.goOn();
        return wentWrong;
    }

    private static void live(World world, List<Deed> deeds) throws IOException {
        world.open();
        for (Deed deed : deeds) {
            world.has(deed);
        }
    }

    private List<Plan> plans() throws IOException {
        List<Plan> plans = new ArrayList<>();
        for (Before before : Before.values()) {
            for (boolean links : new boolean[] {true, false}) {
                extend(new Plan(before, links, List.of()), plans);
            }
        }
        sequences += plans.size();
        return plans;
    }

    private void extend(Plan plan, List<Plan> plans) throws IOException {
        if (plan.deeds.size() == LENGTH) {
            if (sample.nextInt(oneIn) == 0) {
                plans.add(plan);
            }
            return;
        }
        for (Deed deed : Deed.values()) {
            List<Deed> longer = new ArrayList<>(plan.deeds);
            longer.add(deed);
            if (isPossible(plan, deed) && (plan.links || plan.deeds.contains(Deed.CONCAT) || mayStillJoin(longer))) {
                extend(new Plan(plan.before, plan.links, longer), plans);
            }
        }
    }

    /** Without links nothing is new but joining. */
    private static boolean mayStillJoin(List<Deed> deeds) {
        return deeds.size() < LENGTH || deeds.contains(Deed.CONCAT);
    }

    private static boolean isPossible(Plan plan, Deed next) throws IOException {
        World world = plan.world();
        live(world, plan.deeds);
        return world.has(next);
    }
}
