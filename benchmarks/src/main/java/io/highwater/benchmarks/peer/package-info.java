/** The servers that are measured, each in processes of its own. */
@NullMarked
package io.highwater.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
