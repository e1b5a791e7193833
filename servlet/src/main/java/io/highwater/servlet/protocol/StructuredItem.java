package io.highwater.servlet.protocol;

import java.util.Optional;
import java.util.OptionalLong;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * Fields that hold one Item of structured fields (RFC 9651 §3.3). One that is not of its syntax or of another type is
 * as good as absent (§4.2); parameters do not matter.
 *
 * @since 0.1.0
 */
public final class StructuredItem {

    private StructuredItem() {}

    /** The Boolean that a field holds. */
    public static Optional<Boolean> bool(Fields fields, String name) {
        return parse(fields, name).orElse(null) instanceof BooleanItem found
                ? Optional.of(found.get())
                : Optional.empty();
    }

    /** The Integer that a field holds, at most 15 digits, negative ones too. */
    public static OptionalLong integer(Fields fields, String name) {
        return parse(fields, name).orElse(null) instanceof IntegerItem found
                ? OptionalLong.of(found.getAsLong())
                : OptionalLong.empty();
    }

    private static Optional<Item<?>> parse(Fields fields, String name) {
        if (!fields.has(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Parser(fields.lines(name)).parseItem());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }
}
