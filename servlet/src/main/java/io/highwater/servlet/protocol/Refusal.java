package io.highwater.servlet.protocol;

/**
 * A request that cannot be served, whatever the state of its upload.
 *
 * @since 0.1.0
 */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    private Refusal(Answer answer) {
        super(answer.body());
        this.answer = answer;
    }

    /** A refusal that {@code answer} tells. */
    public static Refusal of(Answer answer) {
        return new Refusal(answer);
    }

    /**
     * A refusal of that status.
     *
     * @param detail for the client: what is wrong and what was expected
     */
    public static Refusal of(int status, String detail) {
        return new Refusal(Problem.of(status, detail).answer());
    }

    /** A part of the request that cannot be read. */
    public static Refusal of(MalformedException e) {
        return of(400, String.valueOf(e.getMessage()));
    }

    /** What to tell the client. */
    public Answer answer() {
        return answer;
    }
}
