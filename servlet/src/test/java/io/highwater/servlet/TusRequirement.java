package io.highwater.servlet;

/** A sentence of tus 1.0.0 ({@code protocol.md}, 2016-03-25) with one of the key words of RFC 2119. */
sealed interface TusRequirement {

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

    /** The key words that bind. */
    enum Level {
        MUST,
        MUST_NOT,
        SHOULD,
        SHOULD_NOT,
        SHALL_NOT
    }

    /** The servers of one container that a check may ask. */
    record Sites(TusWire plain, TusWire limited, TusWire shortLived) {}

    /** Fails if a server does not do as it has to. */
    interface Check {
        void run(Sites sites) throws Exception;
    }

    Place place();

    /** It binds a server, and is checked. */
    record OfServer(Place place, String demand, Check check) implements TusRequirement {
        @Override
        public String toString() {
            return place + ": " + demand;
        }
    }

    /** It binds a server that goes another way on purpose; what it does is checked. */
    record Deviation(Place place, String demand, String instead, Check check) implements TusRequirement {
        @Override
        public String toString() {
            return place + ": " + demand + "; here: " + instead;
        }
    }

    /** It binds clients only. */
    record OfClient(Place place, String reason) implements TusRequirement {}

    /** The requirements under one heading. */
    record Section(String name) {

        OfServer must(int number, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.MUST), demand, check);
        }

        OfServer mustNot(int number, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.MUST_NOT), demand, check);
        }

        OfServer should(int number, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.SHOULD), demand, check);
        }

        OfServer shouldNot(int number, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.SHOULD_NOT), demand, check);
        }

        OfServer shallNot(int number, String demand, Check check) {
            return new OfServer(new Place(name, number, Level.SHALL_NOT), demand, check);
        }

        OfClient client(int number, Level level, String reason) {
            return new OfClient(new Place(name, number, level), reason);
        }
    }
}
