/** Results as they are kept, and what is made of them for people. */
@NullMarked
package io.highwater.benchmarks.report;

import org.jspecify.annotations.NullMarked;
