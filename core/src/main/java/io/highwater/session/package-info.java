/** Values that describe an upload. */
@NullMarked
package io.highwater.session;

import org.jspecify.annotations.NullMarked;
