/** How the cost grows with what is uploaded. */
@NullMarked
package io.highwater.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
