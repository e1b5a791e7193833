/**
 * The wire without the wires: what every protocol shares. Codecs turn a {@link
 * io.highwater.servlet.protocol.RequestHead} into one {@link io.highwater.servlet.protocol.Command} and results into an
 * {@link io.highwater.servlet.protocol.Answer}. Pure functions: no I/O, no servlet type, no store.
 */
@NullMarked
package io.highwater.servlet.protocol;

import org.jspecify.annotations.NullMarked;
