import type { TestProvider } from "../runtime/resource-type";
import { configurationProperties, readConfiguration, unsupportedConfiguration } from "./configuration";
import { Connection } from "./connection";
import { bucket } from "./resources/bucket";
import { bucketEncryption } from "./resources/bucket-encryption";
import { bucketPolicy } from "./resources/bucket-policy";
import { bucketVersioning } from "./resources/bucket-versioning";
import { iamGroup } from "./resources/iam-group";
import { iamGroupMembership } from "./resources/iam-group-membership";
import { iamPolicy } from "./resources/iam-policy";
import { iamServiceAccount } from "./resources/iam-service-account";
import { iamUser } from "./resources/iam-user";
import { lifecyclePolicy } from "./resources/lifecycle-policy";
import { iamGroupPolicyAttachment, iamUserPolicyAttachment } from "./resources/policy-attachment";

/**
 * Stands in for the plugin of `@pulumi/minio` 0.17.1 where it cannot be downloaded. Behaviour follows
 * that plugin's source, aminueza/terraform-provider-minio v1.20.1.
 */
export const minioProvider: TestProvider<Connection> = {
  name: "minio",
  version: "0.17.1",
  configuration: configurationProperties,
  unsupportedConfiguration,
  connect: (values) => new Connection(readConfiguration(values)),
  resources: {
    "minio:index/s3Bucket:S3Bucket": bucket,
    "minio:index/s3BucketVersioning:S3BucketVersioning": bucketVersioning,
    "minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption": bucketEncryption,
    "minio:index/s3BucketPolicy:S3BucketPolicy": bucketPolicy,
    "minio:index/ilmPolicy:IlmPolicy": lifecyclePolicy,
    "minio:index/iamPolicy:IamPolicy": iamPolicy,
    "minio:index/iamUser:IamUser": iamUser,
    "minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment": iamUserPolicyAttachment,
    "minio:index/iamGroup:IamGroup": iamGroup,
    "minio:index/iamGroupMembership:IamGroupMembership": iamGroupMembership,
    "minio:index/iamGroupPolicyAttachment:IamGroupPolicyAttachment": iamGroupPolicyAttachment,
    "minio:index/iamServiceAccount:IamServiceAccount": iamServiceAccount,
  },
};
