// SageBuild in an app of the CDK: npm install aws-cdk-lib constructs; node cdk.mjs template.json; npx cdk deploy --app cdk.out
import { readFileSync } from "node:fs";
import { App, CfnElement, Stack } from "aws-cdk-lib";

// CfnInclude wants every resource that is named to stand in the template, and SAM makes the functions' roles only when it is deployed.
class Release extends CfnElement {
  constructor(scope, id, template, parameters) {
    super(scope, id);
    for (const [name, value] of Object.entries(parameters)) template.Parameters[name].Default = value;
    this.template = template;
  }

  _toCloudFormation() {
    return this.template;
  }
}

const app = new App({ outdir: "cdk.out" });
// The stack's name becomes the endpoint's: lower case letters, digits and single hyphens. A nested stack's name has capital ones, and is refused.
const churn = new Stack(app, "churn", { stackName: "churn" });
new Release(churn, "SageBuild", JSON.parse(readFileSync(process.argv[2], "utf8")), {
  BucketTriggerBuild: "True",
  NotebookInstanceType: "NONE",
});
app.synth();
