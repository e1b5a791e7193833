package io.highwater.campaign;

/** What the campaign counts. */
public enum Column {
    /** How often the scenario was played. */
    ROUNDS("rounds"),
    /** Power cuts: a file system that was shut down under the server. */
    CUTS("cuts"),
    /** Servers that were killed with SIGKILL. */
    KILLS("kills"),
    /** Calls of the system that were made to fail, or a disk that was. */
    FAULTS("faults"),
    /** Bytes below an offset that a server has told. */
    ACKNOWLEDGED("bytes acknowledged"),
    /** Those of them that were not there afterwards; one for an upload, a completion or a deletion without bytes. */
    LOST("acknowledged and lost"),
    /** Bytes that are not what was sent. */
    WRONG("wrong bytes"),
    /** Uploads that could not go on, though nobody had ended them. */
    STUCK("could not go on");

    private final String title;

    Column(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
