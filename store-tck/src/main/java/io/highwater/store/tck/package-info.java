/** The kit that proves an upload store. */
@NullMarked
package io.highwater.store.tck;

import org.jspecify.annotations.NullMarked;
