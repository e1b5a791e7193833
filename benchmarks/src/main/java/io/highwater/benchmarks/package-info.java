/** The commands of the benchmarks. */
@NullMarked
package io.highwater.benchmarks;

import org.jspecify.annotations.NullMarked;
