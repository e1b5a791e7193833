package io.highwater.servlet.protocol.tus;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.servlet.protocol.Problem;

/** A request that cannot be served, whatever the state of its upload. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    private Refusal(Answer answer) {
        super(answer.body());
        this.answer = answer;
    }

    static Refusal of(Answer answer) {
        return new Refusal(answer);
    }

    /** @param detail for the client: what is wrong and what was expected */
    static Refusal of(int status, String detail) {
        return new Refusal(Problem.of(status, detail).answer());
    }

    /** A digest field that cannot be read. */
    static Refusal of(MalformedException e) {
        return of(400, String.valueOf(e.getMessage()));
    }

    Answer answer() {
        return answer;
    }
}
