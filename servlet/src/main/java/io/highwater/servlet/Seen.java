package io.highwater.servlet;

/**
 * An object of the container, whose classes a web application may not see by name: only public methods are called, of
 * the type that it was handed out as.
 *
 * @param type a public type of {@code object}
 */
record Seen(Class<?> type, Object object) {

    /** @throws ReflectiveOperationException if there is no such method, it fails, or returns nothing */
    Seen get(String method) throws ReflectiveOperationException {
        Object found = type.getMethod(method).invoke(object);
        if (found == null) {
            throw new NoSuchMethodException(method + " of " + type.getName() + " returns nothing");
        }
        return new Seen(type.getMethod(method).getReturnType(), found);
    }
}
