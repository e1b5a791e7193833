package io.highwater.servlet;

import java.util.Set;

/**
 * A sentence of draft-ietf-httpbis-resumable-upload with one of the key words of BCP 14. Those that stand in draft -12, the
 * RFC to come, are counted there; those that stood in older drafts alone are counted under headings that say in which.
 */
sealed interface IetfRequirement {

    /**
     * Where it stands.
     *
     * @param section the heading that it is under
     * @param number counts the key words under that heading
     * @param level the key word
     */
    record Place(String section, int number, Level level) {
        @Override
        public String toString() {
            return section + " " + number + ", " + level.toString().replace('_', ' ');
        }
    }

    /** The key words that bind; MAY is there where we take a stand, or where it stands in draft -12. */
    enum Level {
        MUST,
        MUST_NOT,
        SHOULD,
        SHOULD_NOT,
        MAY
    }

    /** Fails if the server does not do as it has to. */
    interface Check {
        void run(IetfWire wire) throws Exception;
    }

    Place place();

    /**
     * It binds a server, and is checked.
     *
     * @param versions those in which it holds
     * @param demand what it demands, in our words
     */
    record OfServer(Place place, Set<Interop> versions, String demand, Check check) implements IetfRequirement {
        @Override
        public String toString() {
            return place + ": " + demand;
        }
    }

    /** It binds a server that goes another way on purpose; what it does is checked. */
    record Deviation(OfServer demanded, String instead) implements IetfRequirement {
        @Override
        public Place place() {
            return demanded.place();
        }

        @Override
        public String toString() {
            return demanded + "; here: " + instead;
        }
    }

    /** It binds a server, and another test checks that. */
    record Elsewhere(Place place, String demand, String test) implements IetfRequirement {}

    /** It binds clients, or whoever else is not this server. */
    record OfOthers(Place place, String reason) implements IetfRequirement {}

    /** The requirements under one heading. */
    record Section(String name) {

        OfServer must(int number, Set<Interop> versions, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.MUST), versions, demand, check);
        }

        OfServer mustNot(int number, Set<Interop> versions, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.MUST_NOT), versions, demand, check);
        }

        OfServer should(int number, Set<Interop> versions, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.SHOULD), versions, demand, check);
        }

        OfServer shouldNot(int number, Set<Interop> versions, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.SHOULD_NOT), versions, demand, check);
        }

        OfServer may(int number, Set<Interop> versions, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.MAY), versions, demand, check);
        }

        Elsewhere elsewhere(int number, Level level, String demand, String test) {
            return new Elsewhere(new Place(name, number, level), demand, test);
        }

        OfOthers others(int number, Level level, String reason) {
            return new OfOthers(new Place(name, number, level), reason);
        }
    }
}
