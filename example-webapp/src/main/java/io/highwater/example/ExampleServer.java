package io.highwater.example;

/** Starts the example on an embedded Jetty. */
public final class ExampleServer {
    private ExampleServer() {}

    public static void main(String[] args) {
        System.out.println("The example is not written yet.");
    }
}
