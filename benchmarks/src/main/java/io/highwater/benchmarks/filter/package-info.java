/** What a filter costs requests that are none of its business. */
@NullMarked
package io.highwater.benchmarks.filter;

import org.jspecify.annotations.NullMarked;
