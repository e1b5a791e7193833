/**
 * The values that everything else speaks of: an upload's id, what was asked for at its creation, its state, limits,
 * digests and errors. Imports nothing else of Highwater; knows no header, no status and no URL.
 */
@NullMarked
package io.highwater.session;

import org.jspecify.annotations.NullMarked;
