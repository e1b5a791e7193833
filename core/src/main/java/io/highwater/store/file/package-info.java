/**
 * The default store: uploads as plain files in one directory that belongs to one process, every acknowledged byte and
 * state durable. Imports {@code session} and {@code store} only. What is promised, and against which faults, is in
 * {@code docs/decisions}; the layout of the directory is in {@code Layout}, the one of a state file in
 * {@code StateFile}.
 */
@NullMarked
package io.highwater.store.file;

import org.jspecify.annotations.NullMarked;
