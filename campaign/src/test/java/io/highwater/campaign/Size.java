package io.highwater.campaign;

/**
 * How often something is done: a few times by default, as often as {@code docs/durability.md} says with
 * {@code -Pcampaign}, or as often as {@code -Dhighwater.campaign.NAME=N} says.
 */
public final class Size {

    private static final String CAMPAIGN = "highwater.campaign";

    private Size() {}

    /** Whether this is the full campaign. */
    public static boolean isFull() {
        return "full".equals(System.getProperty(CAMPAIGN));
    }

    /** The size of that name. */
    public static int of(String name, int shortly, int fully) {
        return Integer.getInteger(CAMPAIGN + "." + name, isFull() ? fully : shortly);
    }
}
