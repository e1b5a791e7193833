/** What single operations cost, measured by JMH. */
@NullMarked
package io.highwater.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
