/** Of the agent and of the product it ships with. */
export declare const agentVersion = '0.1.0';
