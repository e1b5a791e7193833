package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final Mailbox mail = new Mailbox();

    @Test
    void theSameEventIsThereButOnce() {
        mail.put(Mailbox.READ);
        mail.put(Mailbox.READ);
        mail.put(Mailbox.END);

        assertThat(mail.peek()).isEqualTo(Mailbox.READ | Mailbox.END);
        assertThat(mail.takeAll()).isEqualTo(Mailbox.READ | Mailbox.END);
        assertThat(mail.takeAll()).isZero();
    }

    @Test
    void whoWaitsForOthersTakesOutTheOldOneAndLosesNone() {
        mail.put(Mailbox.READ);
        mail.put(Mailbox.FENCED);

        mail.awaitOtherThan(Mailbox.READ);

        assertThat(mail.takeAll()).isEqualTo(Mailbox.FENCED);
    }

    @Test
    void theWaitEndsWithoutAnEvent() {
        mail.put(Mailbox.READ);

        mail.awaitOtherThan(Mailbox.READ);

        assertThat(mail.peek()).isZero();
    }

    @Test
    void anEventThatComesDuringTheWaitIsThereAfterIt() {
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            while ((mail.peek() & Mailbox.END) == 0) {
                mail.awaitOtherThan(Mailbox.READ);
            }
        });
        mail.put(Mailbox.READ);
        mail.put(Mailbox.END);

        await().until(waiting::isDone);
        assertThat(mail.peek() & Mailbox.END).isEqualTo(Mailbox.END);
    }
}
