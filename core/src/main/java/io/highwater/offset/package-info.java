/**
 * The offset rules: pure functions that say what to do with bytes sent for an offset. Imports nothing of Highwater.
 */
@NullMarked
package io.highwater.offset;

import org.jspecify.annotations.NullMarked;
