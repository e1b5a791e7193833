package io.highwater.store.file;

/** How a machine or a process stops. */
enum Crash {
    /** The process is killed; the page cache lives on, unsynced still. */
    PROCESS,
    /** The power fails; nothing is on disk but what was synced. */
    POWER_NOTHING_UNSYNCED_LASTS,
    /** The power fails; of what was not synced anything is on disk, in any order, whole or torn. */
    POWER_ANYTHING_MAY_LAST
}
