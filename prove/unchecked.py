"""What we believe of AWS and have written no check for yet; whoever writes one moves the belief to its module in prove/checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unchecked:
    """A belief that nothing proves yet, why we hold it, and what follows if it is otherwise."""

    says: str
    why: str
    otherwise: str


UNCHECKED = (
    Unchecked(
        "A bucket's policy that denies s3:PutObject to everybody keeps uploads out within seconds, and keeps nobody from emptying and deleting the bucket.",
        "S3 evaluates a bucket's policy with every request; DeleteBucket and the deletion of versions are other actions.",
        "an upload between the clearing of a bucket and its deletion ends the deletion of the stack in DELETE_FAILED, and it has to be deleted once more",
    ),
    Unchecked(
        "ListObjectVersions and DeleteObjects of 1,000 versions take about a second together, so that an hour clears a bucket of three million versions.",
        "S3 takes 3,500 deletions a second of a prefix; a function makes one request after the other.",
        "the deletion of a stack with so many versions ends in DELETE_FAILED, says so, and the next one goes on from there",
    ),
    Unchecked(
        "The deletion of a stack that is being made ends its creation, and what it has made goes; one that is being updated cannot be deleted.",
        "People delete stacks in CREATE_IN_PROGRESS; DeleteStack says of the others that they cannot be deleted while in status UPDATE_IN_PROGRESS.",
        "a stack that somebody gives up while it is made is deleted only when it is there",
    ),
    Unchecked(
        "The description of a function's network interface is AWS Lambda VPC ENI-, the function's name, and an id.",
        "People see it so in their accounts; the developer guide does not spell it.",
        "make leaks overlooks network interfaces that Lambda has not given up yet",
    ),
    Unchecked(
        "EventBridge refuses a rule when one key could match more than ten beginnings of its patterns at once, and takes ten.",
        "event-ruler, its open engine, counts so and gives ten as an example; people were refused at twelve and not at nine.",
        "other BucketTriggerKeys than docs/triggers.md says are refused when the stack is deployed",
    ),
    Unchecked(
        "CloudFormation takes a rule's EventPattern as a text, and hands a CommaDelimitedList on without the blanks around its members.",
        "The resource's schema has string beside object; the user guide says so of the list.",
        "BucketTriggerBuild cannot be switched on, or patterns behind a blank match nothing",
    ),
    Unchecked(
        "A canary of INSTANCE_COUNT 1 is taken for every fleet of two instances or more.",
        "The API reference bounds a canary to half the fleet, which one of two instances is.",
        "updates of endpoints with several instances are refused in Update Endpoint",
    ),
    Unchecked(
        "RegisterScalableTarget tries UpdateEndpointWeightsAndCapacities on the endpoint that it is called for, not on one that it makes up.",
        "It tries its caller's rights, some with names made up; people have seen that of DescribeEndpointConfig alone (ACK issue 2110).",
        "builds with Autoscaling fail in Scale Endpoint, after the new version serves",
    ),
    Unchecked(
        "What Application Auto Scaling tries without an alarm's name has an ARN that ends with `alarm:`, or comes with aws:ViaAWSService.",
        "Whoever deleted no alarm at all was refused on an ARN that ends so (amazon-cloudwatch-auto-alarms issue 18); forward access sessions have the key.",
        "builds with Autoscaling fail in Scale Endpoint, after the new version serves",
    ),
    Unchecked(
        "A push's `repository.pushed_at` is the moment of that push, in seconds, and two pushes never have the same body.",
        "GitHub's examples of payloads have it so; other events have it as a text.",
        "a push that comes late or again is refused, or one of two is not built",
    ),
    Unchecked(
        "A topic that refuses what comes without TLS takes what EventBridge, CloudWatch and S3 send.",
        "CDK's enforceSSL writes the same statement; AWS's services speak TLS, and one that says nothing of it is not denied.",
        "uploads, schedules and alarms launch nothing, while messages do",
    ),
    Unchecked(
        "EventBridge delivers to a topic of another account only with a role, never by its own name.",
        "Its user guide asks for an execution role for targets in other accounts.",
        "whoever knows a stack's LaunchTopic launches builds from an account of his own",
    ),
    Unchecked(
        "Jobs write their log with the role's right on streams called after the job.",
        "CloudWatch Logs' authorization reference has PutLogEvents on log streams; SageMaker's user guide has the streams' names.",
        "trainings and evaluations run without a log",
    ),
    Unchecked(
        "The log streams of a new fleet are new ones, created after its update has begun.",
        "SageMaker names a stream after variant and instance, and a new fleet's instances are new.",
        "the last lines in a cause are those of another fleet",
    ),
    Unchecked(
        "The lines of a failed container are in CloudWatch Logs by the time at which Clean Up reads them.",
        "Agents send every few seconds; nobody promises it of a container that has ended.",
        "the cause says that the log holds nothing, with the link to it",
    ),
    Unchecked(
        'DeleteEndpoint on an endpoint that is Deleting already is refused as UpdateEndpoint is: "Cannot update in-progress endpoint".',
        "The API reference does not say what becomes of a second call.",
        "where two remove an endpoint at the same moment, one of them fails over it",
    ),
    Unchecked(
        "A processing input whose S3Uri names one object is laid into its LocalPath under the object's own name.",
        "SageMaker Pipelines' own examples read /opt/ml/processing/model/model.tar.gz so.",
        "no program of an evaluation finds its model",
    ),
    Unchecked(
        'ContainerEntrypoint ["evaluate"] is looked for on the PATH of the image.',
        "Docker does so, and SageMaker finds train and serve so.",
        "evaluations of own containers fail before their program begins",
    ),
    Unchecked(
        "A processing job's program starts in the working directory of its image, which is / in AWS's images for frameworks.",
        "Their Dockerfiles set no other; AWS's own examples for classification unpack the model into .. and read it where they are.",
        "an evaluate.py that does so finds no model",
    ),
    Unchecked(
        'A web server\'s lines about health checks hold "GET /ping".',
        "People quote such lines of nginx in front of gunicorn.",
        "what a container died of is pushed out of the cause by its health checks",
    ),
    Unchecked(
        'The FailureReason of a job without words of its own is AlgorithmError with "exit code: 1" or "See job logs for more information".',
        "People quote such messages; AWS documents no words.",
        "the cause of such a job lacks the last lines of its log",
    ),
    Unchecked(
        "A failed iteration of an inline Map gives the Map its own error and cause, and previousEventId leads back from an exit to the same iteration's entry.",
        "The language's specification says so of Map; the API reference does not say it of previousEventId.",
        "a failed evaluation is told in other words, and the client marks the wrong iteration",
    ),
    Unchecked(
        "ListObjectVersions and ListObjectsV2 tell of keys in the order of their UTF-8 bytes, and of a key's versions the newest first.",
        "S3's references and SDKs say so of general purpose buckets.",
        "such data has no digest, and is trained on again",
    ),
    Unchecked(
        "CopyObject with a VersionId that is gone answers NoSuchVersion or NoSuchKey, and CopySourceIfMatch compares with that version's ETag.",
        "GetObject does so; the reference does not list CopyObject's errors.",
        "a reproduction whose data is gone is refused in S3's own words",
    ),
    Unchecked(
        "Reading S3's answers for a million objects takes a Lambda function of 1,769 MB some minutes.",
        "A page of a thousand takes 0.12 s of a slow core here, and S3 answers in 0.1 to 0.2 s.",
        "Plan Build runs into its fifteen minutes where channels hold near a million objects",
    ),
    Unchecked(
        "CodeBuild clones with SECRETS_MANAGER or CODECONNECTIONS of the project's Source.Auth, and takes a commit's full id as the source version.",
        "CodeBuild's guide (multiple access tokens) and the StartBuild reference say so; a connection's resource may be named by either of its two prefixes.",
        "images of private repositories fail in Build Training Image, while the source is downloaded",
    ),
    Unchecked(
        "A CopyObject whose CopySourceIfMatch does not hold is refused with the code PreconditionFailed (412).",
        "S3's reference names the status 412 for it, and PreconditionFailed among S3's error codes.",
        "a source that was uploaded while a build was planned, or data that a reproduction needs and that is gone, is told in S3's own words",
    ),
    Unchecked(
        "An inline Map over an empty list runs nothing and goes on to its Next.",
        "The language's specification says so of an empty Items; the developer guide does not.",
        "a build whose model, and whose champion, took the exam before fails in Evaluate Models",
    ),
    Unchecked(
        "Check Parameters answers the skill within two seconds, also when it starts cold, where little data is listed.",
        "Functions of this size start in about a second on AWS, and the skill asks twice at most.",
        "the skill's details end with the sentence that it could not find out what a new build would do",
    ),
    Unchecked(
        "GetFolder of CodeCommit takes an empty path as the root of the repository, and tells its treeId.",
        "An example of the AWS CLI's reference does so; the API's own names paths alone, and treeId may be missing.",
        "builds of images whose context is the repository end in Plan Build",
    ),
    Unchecked(
        "Step Functions evaluates JSONata's transform operator (~> |place|update|) in Arguments and in Assign.",
        "It documents JSONata 2.0.6 without $eval, and people's state machines have the operator in Output.",
        "builds fail in Configure Training or at the end of Build And Train",
    ),
    Unchecked(
        "ECR takes a layer in parts of InitiateLayerUpload's partSize, from whoever may call it; an image whose manifest is put as it was keeps its digest.",
        "The API reference has these calls as those of its own registry, for docker; people's tools copy images with them.",
        "a promotion of a stack's own image fails in Plan Build",
    ),
    Unchecked(
        "GetDownloadUrlForLayer gives an address for an image's configuration, too, and BatchCheckLayerAvailability knows it.",
        "docker pull and push treat it as one more blob, and ECR serves them through these calls.",
        "a promotion of a stack's own image fails in Plan Build",
    ),
    Unchecked(
        "The bucket, the table and the image repository of a stack whose name has at most 36 characters begin with that whole name and their logical id.",
        "CloudFormation's user guide has the form stack-logicalid-random, and buckets' names have room for 63 characters.",
        "a promotion is refused with AccessDenied on what it names",
    ),
    Unchecked(
        "A role of another account is open to those whose names aws:PrincipalArn in its trust begins, where Principal is their whole account.",
        "IAM's user guide recommends that where roles have names with random ends.",
        "promotion across accounts is refused, and says so",
    ),
    Unchecked(
        "A stack with a key, a network without the internet and a boundary, made of examples/company/company.yaml, builds, serves, is rolled back and deleted.",
        "Each service's documentation says what it asks of a key's policy, of roles and of endpoints; nobody's says it of all together.",
        "the stack or its first build fails with AWS's sentence, which names what is missing; docs/security.md says where each right stands",
    ),
    Unchecked(
        "The log of an image build is whole when its end is known, and has a line [Container] … Command did not exit successfully behind what a command said.",
        "People quote such logs; of when a log is whole CodeBuild's user guide says nothing.",
        "the cause of a failed image build quotes CodeBuild's own lines, or the script, in place of what pip or docker said",
    ),
    Unchecked(
        "A training, an evaluation and a model in a VPC need S3's endpoint alone; an image build those of S3, ECR, CloudWatch Logs and CodeCommit's git.",
        "SageMaker's guides on VPCs name S3 alone, for images and logs go through its own network; CodeBuild's names nothing of what a build calls.",
        "the first build fails with a timeout that names the address, whose endpoint is missing from examples/company/company.yaml",
    ),
    Unchecked(
        "kms:Decrypt, kms:Encrypt and kms:GenerateDataKey suffice a role that uses a table, a topic, a queue and a bucket of one key.",
        "DynamoDB's documentation lists more for whoever makes a table; the grants that it makes then are its own.",
        "functions fail with AccessDenied of KMS at their first call of that service",
    ),
    Unchecked(
        "Lambda's own calls for network interfaces carry no lambda:SourceFunctionArn, so that a Deny which asks for it meets the function's code alone.",
        "Lambda's developer guide gives that Deny as an example.",
        "a stack with FunctionsInVpc fails at its first function",
    ),
    Unchecked(
        "AWS's price list has one product of the usage type Train:ml.m5.large behind a region's letters; so of Processing, Host and AsyncInf.",
        "Published answers of the list and bills name USE1-Train:ml.m5.large and EU-Processing:ml.m5.large; Host and AsyncInf are read from bills.",
        "builds and endpoints tell their seconds without dollars",
    ),
    Unchecked(
        "CodeBuild's usage type is Build-Min:Linux:g1.small behind the region's letters, and its service code CodeBuild.",
        "Bills and published answers of the list say so of us-east-1 and ap-northeast-2.",
        "image builds tell their minutes without dollars, and builds no sum",
    ),
    Unchecked(
        "BillableTimeInSeconds is in DescribeTrainingJob's answer by the time at which the execution that waited for the job has ended.",
        "The API reference says what it is, not when it appears.",
        "the cost of some builds says that SageMaker has not billed their training yet",
    ),
    Unchecked(
        "The requests of an instance endpoint are the Sum of AWS/SageMaker Invocations by EndpointName and VariantName, and no data point means none.",
        "SageMaker's guide to CloudWatch metrics says so; of variants that nobody asks it says nothing.",
        "people are told that an endpoint is idle which is not, or never",
    ),
    Unchecked(
        "An asynchronous endpoint's ModelLatency is measured once for each request, by EndpointName and VariantName.",
        "Its page of metrics lists it among those that are the same as of other endpoints, and says that there are no Invocations.",
        "people are told that an asynchronous endpoint is idle which is not, or never",
    ),
    Unchecked(
        "EventBridge Scheduler takes cron(00 07 ? * MON-FRI *), with zeros before, and puts the scheduled time into the input as 2026-11-27T06:00:00Z.",
        "People's templates have such hours; the guide's example of <aws.scheduler.scheduled-time> has that form.",
        "a stack with EndpointHours is not made, or its hours, which are compared as text, are taken for old ones",
    ),
    Unchecked(
        "A schedule that a customer's key encrypts is read with kms:Decrypt of its execution role.",
        "Scheduler's guide to encryption at rest asks that of the key's policy or the role's.",
        "the endpoint's hours neither begin nor end in a stack with KmsKeyArn",
    ),
    Unchecked(
        "CloudFormation ends an update well that could not delete a bucket with something in it, and leaves the bucket as it is.",
        "Its knowledge center: what three attempts cannot delete is skipped. ClearBucket may not touch a bucket that has left the template.",
        "whoever gives a stack ExternalDataBucket later loses the data that it had, or cannot delete the stack at once",
    ),
)
