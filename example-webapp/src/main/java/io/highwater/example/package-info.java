/** The example application. */
@NullMarked
package io.highwater.example;

import org.jspecify.annotations.NullMarked;
