package io.alambic.models;

/**
 * What a model that is paid for each answer has cost since this process started.
 *
 * @param calls sent
 * @param cached answers that needed no call
 * @param promptTokens that the endpoint counted
 * @param completionTokens that the endpoint counted
 * @param money at the configured prices, in their unit; 0 without prices
 */
public record Spending(long calls, long cached, long promptTokens, long completionTokens, double money) {

    /** Nothing. */
    public static final Spending NONE = new Spending(0, 0, 0, 0, 0);
}
